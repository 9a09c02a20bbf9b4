"""Two overlapping clouds of points, told apart by logistic regression."""
import numpy as np
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

np.random.seed(42)
m = 100
X = torch.vstack([torch.from_numpy(np.random.randn(m, 2)) + 1.5, torch.from_numpy(np.random.randn(m, 2)) - 1.5])
y = torch.cat([torch.ones(m), torch.zeros(m)])


def sigmoid(z):
    return 1 / (1 + torch.exp(-z))


def binary_cross_entropy(p, y):
    return -torch.mean(y * torch.log(p) + (1 - y) * torch.log(1 - p))


def train(X, y, lr=0.1, epochs=500):
    w = torch.zeros(X.shape[1])
    b = 0.0
    for epoch in range(epochs):
        p = sigmoid(X @ w + b)
        loss = binary_cross_entropy(p, y)

        # the derivative of the loss by the logits is simply p - y
        dz = (p - y) / len(y)
        dw = X.T @ dz
        db = dz.sum()

        w = w - lr * dw
        b = b - lr * db
        if epoch % 100 == 0:
            print(f"epoch {epoch:3d}  loss {loss:.5f}")
    return w, b


w, b = train(X, y)
accuracy = torch.mean(((sigmoid(X @ w + b) > 0.5) == (y == 1)).to(torch.float64))
print("accuracy:", accuracy.item())
print("w:", w.numpy(), "b:", b.item())
