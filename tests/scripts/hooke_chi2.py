import numpy as np

# Spring constant from elongation data with individual error bars.
# F = k * dx + F0 ; minimise chi^2/2 ; report chi^2/ndof
dx    = np.array([0.010, 0.020, 0.031, 0.042, 0.049, 0.060, 0.071, 0.079]) * 100   # cm
F     = np.array([0.27,  0.49,  0.81,  1.04,  1.22,  1.51,  1.83,  1.96])           # N
sigma = np.array([0.02,  0.02,  0.03,  0.03,  0.03,  0.05,  0.05,  0.06])

k, F0 = 0.1, 0.0
eps = 2e-6
ndof = len(F) - 2

step = 0
while True:
    pull = (k*dx + F0 - F) / sigma
    chi2 = np.sum(pull**2)
    dk  = np.sum(pull * dx / sigma)
    dF0 = np.sum(pull / sigma)
    if step % 2000 == 0:
        print("step %6d   chi2/ndof = %9.4f" % (step, chi2/ndof))
    if np.hypot(dk, dF0) < 1e-3 or step >= 30000:
        break
    k  += -eps * dk
    F0 += -eps * dF0
    step += 1

print("steps:", step)
print("k  = %.4f N/cm" % k)
print("F0 = %.4f N" % F0)
