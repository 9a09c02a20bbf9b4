from numpy import array, eye, mean, ones, sqrt, c_
from numpy.random import default_rng

# Calibrate a 3-axis accelerometer: true = M * raw + offset.
# The offset sits in the last row of B (raw readings get a column of ones).

rng = default_rng(31)
M_true = array([[1.02, 0.01, -0.02],
                [0.00, 0.97, 0.03],
                [0.01, -0.01, 1.05]])
o_true = array([0.05, -0.10, 0.02])

raw = rng.uniform(-1, 1, (70, 3))
true = raw @ M_true.T + o_true + 0.005*rng.normal(size=(70, 3))

R = c_[raw, ones(70)]
B = c_[eye(3), array([0., 0., 0.])].T.copy()

gamma = 0.4
for sweep in range(80):
    E = R @ B - true
    B -= gamma * (2 * R.T @ E / E.size)
    if sweep % 20 == 0: print('sweep', sweep, 'rms', sqrt(mean(E**2)))

print('rms at the end', sqrt(mean((R @ B - true)**2)))
print('matrix\n', B[:3].T)
print('offset', B[3])
