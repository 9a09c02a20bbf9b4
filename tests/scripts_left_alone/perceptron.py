# Not a plain gradient: Rosenblatt's perceptron moves only on mistakes of a hard step output; no loss is written or differentiated (it happens to be a subgradient of max(0, -t*f(x)), applied one example at a time).
import numpy as np

np.random.seed(1)
X = np.random.randn(80, 2)
y = np.where(X[:, 0] - 0.5 * X[:, 1] + 0.2 > 0, 1, -1)
keep = np.abs(X[:, 0] - 0.5 * X[:, 1] + 0.2) > 0.15
X, y = X[keep], y[keep]

w = np.zeros(2)
b = 0.0
lr = 0.1
for epoch in range(50):
    errors = 0
    for xi, target in zip(X, y):
        output = 1 if np.dot(w, xi) + b >= 0 else -1
        update = lr * (target - output)
        w += update * xi
        b += update
        errors += int(update != 0.0)
    print("epoch", epoch, "errors", errors)
    if errors == 0:
        break

print("w", w, "b", b)
