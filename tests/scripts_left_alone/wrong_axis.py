# Not a plain gradient: the bias gradient is summed over both axes, so every class gets the same (always zero) bias gradient; only dW is right.
import numpy as np

rng = np.random.default_rng(9)
n, d, k = 150, 3, 3
labels = np.arange(n) % k
X = rng.normal(size=(n, d)) + 1.5 * np.eye(d)[labels]
Y = np.eye(k)[labels]

W = 0.01 * rng.normal(size=(d, k))
b = np.zeros(k)

for epoch in range(120):
    Z = X @ W + b
    Z = Z - Z.max(axis=1, keepdims=True)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    loss = -np.mean(np.sum(Y * np.log(P), axis=1))
    dZ = (P - Y) / n
    dW = X.T @ dZ
    db = np.sum(dZ)
    W -= 0.5 * dW
    b -= 0.5 * db
    if epoch % 20 == 0:
        print("epoch %3d  loss %.5f  acc %.3f" % (epoch, loss, (P.argmax(1) == labels).mean()))

print(W)
print(b)
