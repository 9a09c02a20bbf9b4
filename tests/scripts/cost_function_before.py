import numpy as np
rng = np.random.RandomState(0)
X = rng.randn(40, 3)
y = X @ np.array([1.0, -2.0, 0.5]) + 0.1 * rng.randn(40)

def cost(w):
    return np.mean((X @ w - y) ** 2)

w = np.zeros(3)
costs = [cost(w)]
for i in range(20):
    grad = 2 * X.T @ (X @ w - y) / len(y)
    w = w - 0.1 * grad
    costs.append(cost(w))
    if i % 5 == 0:
        print(i, costs[-1], f"{costs[-1]:.3f}")
print(costs[0], costs[-1], min(costs))
best = {"w": w, "cost": costs[-1]}
print(best["cost"])
print("improved", costs[0] > costs[-1], np.argmin(costs))
