# Not a plain gradient: each coordinate moves by a fixed amount along the sign of its derivative, the size of the gradient is thrown away.
import numpy as np

rng = np.random.default_rng(70)
X = rng.normal(size=(60, 3))
y = X @ np.array([0.8, -1.3, 0.4]) + 0.25 + 0.05 * rng.normal(size=60)

w = np.zeros(3)
b = 0.0
lr = 0.02
for epoch in range(120):
    err = X @ w + b - y
    loss = np.mean(err ** 2)
    dw = 2 * X.T @ err / len(y)
    db = 2 * np.mean(err)
    w -= lr * np.sign(dw)
    b -= lr * np.sign(db)
    if epoch % 20 == 0:
        lr *= 0.9
        print(f"{epoch:3d} {loss:.6f}")
print(w, b)
