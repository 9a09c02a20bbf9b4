"""Softmax regression on three clouds of points."""
import numpy as np
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

np.random.seed(3)
points, classes = 60, 3
centers = torch.tensor([[0.0, 2.0], [2.0, -1.0], [-2.0, -1.0]])
labels = torch.repeat_interleave(torch.arange(classes), points)
X = centers[labels] + 0.6 * torch.from_numpy(np.random.randn(points * classes, 2))
Y = torch.eye(classes)[labels]  # one-hot


def softmax(z):
    e = torch.exp(z - z.amax(dim=1, keepdim=True))
    return e / e.sum(dim=1, keepdim=True)


W = (0.01 * torch.from_numpy(np.random.randn(2, classes))).requires_grad_()
b = torch.zeros((1, classes), requires_grad=True)

optimizer = torch.optim.SGD([W, b], lr=0.5)
for epoch in range(200):
    P = softmax(X @ W + b)
    loss = -torch.sum(Y * torch.log(P)) / len(X)

    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

    if epoch % 50 == 0:
        print(f"epoch {epoch}: loss {loss:.6f}")

predicted = torch.argmax(X @ W + b, dim=1)
print("accuracy:", torch.mean((predicted == labels).to(torch.float64)).item())
print(W.detach().numpy())
print(b.detach().numpy())
