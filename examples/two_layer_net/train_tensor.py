"""A net with one hidden layer of ReLUs, trained on a wave by gradient descent with momentum."""
import numpy as np
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

np.random.seed(0)
x = torch.linspace(-2, 2, 50).reshape(-1, 1)
y = torch.sin(2 * x)

hidden = 16
W1 = torch.from_numpy(np.random.randn(1, hidden))
b1 = torch.zeros(hidden)
W2 = torch.from_numpy(np.random.randn(hidden, 1)) * 0.5
b2 = torch.zeros(1)

vW1, vb1 = torch.zeros_like(W1), torch.zeros_like(b1)
vW2, vb2 = torch.zeros_like(W2), torch.zeros_like(b2)

lr, momentum = 0.01, 0.9
for epoch in range(500):
    # forward
    z = x @ W1 + b1
    h = torch.clamp(z, min=0)
    out = h @ W2 + b2
    loss = torch.mean((out - y) ** 2)

    # backward
    dout = 2 * (out - y) / len(x)
    dW2 = h.T @ dout
    db2 = dout.sum(dim=0)
    dh = dout @ W2.T
    dz = dh * (z > 0)
    dW1 = x.T @ dz
    db1 = dz.sum(dim=0)

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
        print(epoch, loss.item())

print("final loss:", torch.mean((torch.clamp(x @ W1 + b1, min=0) @ W2 + b2 - y) ** 2).item())
