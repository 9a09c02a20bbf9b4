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


W = 0.01 * torch.from_numpy(np.random.randn(2, classes))

loss_fn = torch.nn.CrossEntropyLoss()
model = torch.nn.Linear(2, classes)
with torch.no_grad():
    model.weight.copy_(W.T)
    model.bias.zero_()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(200):
    logits = model(X)
    loss = loss_fn(logits, Y)

    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

    if epoch % 50 == 0:
        print(f"epoch {epoch}: loss {loss:.6f}")

predicted = torch.argmax(model(X), dim=1)
print("accuracy:", torch.mean((predicted == labels).to(torch.float64)).item())
print(model.weight.T.detach().numpy())
print(model.bias.unsqueeze(0).detach().numpy())
