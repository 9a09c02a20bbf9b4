import numpy as np
rng = np.random.RandomState(0)
X = rng.randn(40, 3)
y = X @ np.array([1.0, -2.0, 0.5]) + 0.1 * rng.randn(40)
theta = np.zeros(3)
for i in range(200):
    theta = theta - 0.1 * X.T @ (X @ theta - y) / len(y)
print(theta)
