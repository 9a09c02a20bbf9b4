import numpy as np

# logistic regression the optimisation people's way:
#   labels in {-1, +1},   f(w) = 1/n sum_i log(1 + exp(-y_i <x_i, w>)) + mu/2 |w|^2

n, d, mu = 200, 10, 1e-2
rng = np.random.RandomState(0)
X = rng.randn(n, d) / np.sqrt(d)
w_star = rng.randn(d)
y = np.sign(X @ w_star + 0.1 * rng.randn(n))

L = 0.25 * np.linalg.norm(X, 2) ** 2 / n + mu     # smoothness constant
w = np.zeros(d)
it = 0
grad_norm = np.inf
while grad_norm > 1e-6 and it < 5000:
    margins = y * (X @ w)
    f = np.logaddexp(0, -margins).mean() + 0.5 * mu * w @ w
    g = -(X.T @ (y / (1 + np.exp(margins)))) / n + mu * w
    grad_norm = np.linalg.norm(g)
    if it % 100 == 0:
        print(f"{it:5d}  f={f:.8f}  |g|={grad_norm:.2e}")
    w += -(1.0 / L) * g
    it += 1

print("stopped at iteration", it, "with f =", f)
print("sign agreement", np.mean(np.sign(X @ w) == y))
