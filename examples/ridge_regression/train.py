"""Ridge regression: a squared error and a penalty on the weights."""
import numpy as np

rng = np.random.RandomState(7)
X = rng.randn(80, 5)
true_w = np.array([1.5, -2.0, 0.0, 0.7, 0.0])
y = X.dot(true_w) + 0.1 * rng.randn(80)

lam = 0.1
alpha = 0.05
w = np.zeros(5)

for it in range(400):
    residual = X.dot(w) - y
    loss = np.sum(residual ** 2) / len(y) + lam * np.sum(w ** 2)
    grad = 2 * X.T.dot(residual) / len(y) + 2 * lam * w
    w = w - alpha * grad
    if it % 100 == 0:
        print("iteration {}: loss {:.6f}".format(it, loss))

print("w:", w)
