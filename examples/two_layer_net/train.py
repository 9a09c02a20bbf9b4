"""A net with one hidden layer of ReLUs, trained on a wave by gradient descent with momentum."""
import numpy as np

np.random.seed(0)
x = np.linspace(-2, 2, 50).reshape(-1, 1)
y = np.sin(2 * x)

hidden = 16
W1 = np.random.randn(1, hidden)
b1 = np.zeros(hidden)
W2 = np.random.randn(hidden, 1) * 0.5
b2 = np.zeros(1)

vW1, vb1 = np.zeros_like(W1), np.zeros_like(b1)
vW2, vb2 = np.zeros_like(W2), np.zeros_like(b2)

lr, momentum = 0.01, 0.9
for epoch in range(500):
    # forward
    z = x @ W1 + b1
    h = np.maximum(0, z)
    out = h @ W2 + b2
    loss = np.mean((out - y) ** 2)

    # backward
    dout = 2 * (out - y) / len(x)
    dW2 = h.T @ dout
    db2 = dout.sum(axis=0)
    dh = dout @ W2.T
    dz = dh * (z > 0)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)

    # update
    vW1 = momentum * vW1 - lr * dW1
    vb1 = momentum * vb1 - lr * db1
    vW2 = momentum * vW2 - lr * dW2
    vb2 = momentum * vb2 - lr * db2
    W1 += vW1
    b1 += vb1
    W2 += vW2
    b2 += vb2

    if epoch % 100 == 0:
        print(epoch, loss)

print("final loss:", np.mean((np.maximum(0, x @ W1 + b1) @ W2 + b2 - y) ** 2))
