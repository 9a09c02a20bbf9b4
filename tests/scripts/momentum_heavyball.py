"""Compare plain GD to heavy-ball momentum on a badly conditioned least squares problem."""
import numpy as np

RNG = np.random.default_rng(99)
N, D = 120, 4
SCALES = np.array([1.0, 3.0, 0.3, 1.5])
A = RNG.standard_normal((N, D)) * SCALES
W_TRUE = np.array([1.0, -0.5, 4.0, 0.25])
TARGET = A @ W_TRUE + 0.05 * RNG.standard_normal(N)


def objective(w):
    r = A @ w - TARGET
    return 0.5 * np.mean(r * r)


def gradient(w):
    return A.T @ (A @ w - TARGET) / N


# -- plain ------------------------------------------------------------
w_plain = np.zeros(D)
for k in range(400):
    w_plain = w_plain - 0.05 * gradient(w_plain)
    if k % 100 == 0:
        print(f"plain    {k:4d} {objective(w_plain):.3e}")

# -- heavy ball ---------------------------------------------------------
w_mom = np.zeros(D)
velocity = np.zeros(D)
mu = 0.9
for k in range(400):
    velocity = mu * velocity - 0.05 * gradient(w_mom)
    w_mom = w_mom + velocity
    if k % 100 == 0:
        print(f"momentum {k:4d} {objective(w_mom):.3e}")

print("plain   ", w_plain, objective(w_plain))
print("momentum", w_mom, objective(w_mom))
