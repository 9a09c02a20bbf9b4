# Not a plain gradient: W2 is updated before the error is sent back through it, so dW1 mixes old activations with new weights.
import numpy as np

np.random.seed(22)
X = np.random.uniform(-1, 1, (120, 2))
Y = (X[:, [0]] ** 2 + X[:, [1]]) / 2

W1 = np.random.randn(2, 8) * 0.5
b1 = np.zeros((1, 8))
W2 = np.random.randn(8, 1) * 0.5
b2 = np.zeros((1, 1))
lr = 0.3

for epoch in range(500):
    H = np.tanh(X @ W1 + b1)
    O = H @ W2 + b2
    loss = 0.5 * np.mean((O - Y) ** 2)

    dO = (O - Y) / len(X)
    W2 -= lr * H.T @ dO
    b2 -= lr * dO.sum(axis=0, keepdims=True)

    dH = dO @ W2.T * (1 - H ** 2)
    W1 -= lr * X.T @ dH
    b1 -= lr * dH.sum(axis=0, keepdims=True)

    if epoch % 100 == 0:
        print("epoch", epoch, "loss", loss)

print("final loss", loss)
print(W1)
