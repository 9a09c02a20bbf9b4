"""A net with one hidden layer of ReLUs, trained on a wave by gradient descent with momentum."""
import numpy as np
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

np.random.seed(0)
x = torch.linspace(-2, 2, 50).reshape(-1, 1)
y = torch.sin(2 * x)

hidden = 16
W1 = torch.from_numpy(np.random.randn(1, hidden)).requires_grad_()
b1 = torch.zeros(hidden, requires_grad=True)
W2 = (torch.from_numpy(np.random.randn(hidden, 1)) * 0.5).requires_grad_()
b2 = torch.zeros(1, requires_grad=True)

vW1, vb1 = torch.zeros_like(W1), torch.zeros_like(b1)
vW2, vb2 = torch.zeros_like(W2), torch.zeros_like(b2)

lr, momentum = 0.01, 0.9
for epoch in range(500):
    # forward
    z = x @ W1 + b1
    h = torch.relu(z)
    out = h @ W2 + b2
    loss = torch.mean((out - y) ** 2)

    # backward
    loss.backward()

    # update
    with torch.no_grad():
        vW1 = momentum * vW1 - lr * W1.grad
        vb1 = momentum * vb1 - lr * b1.grad
        vW2 = momentum * vW2 - lr * W2.grad
        vb2 = momentum * vb2 - lr * b2.grad
        W1 += vW1
        b1 += vb1
        W2 += vW2
        b2 += vb2
    W1.grad.zero_()
    b1.grad.zero_()
    W2.grad.zero_()
    b2.grad.zero_()

    if epoch % 100 == 0:
        print(epoch, loss.item())

print("final loss:", torch.mean((torch.relu(x @ W1 + b1) @ W2 + b2 - y) ** 2).item())
