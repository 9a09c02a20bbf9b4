import numpy as np

rng = np.random.RandomState(0)
X = rng.randn(40, 3)
y = (X @ np.array([1.0, -2.0, 0.5]) > 0).astype(float)
w = np.zeros(3)
b = 0.0
for i in range(200):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    w -= 0.1 * X.T @ (p - y) / len(y)
    b -= 0.1 * np.mean(p - y)
print(w, b)
