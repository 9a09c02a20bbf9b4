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


def train(X, y, lr=0.1, epochs=500):
    loss_fn = torch.nn.BCEWithLogitsLoss()
    model = torch.nn.Linear(X.shape[1], 1)
    with torch.no_grad():
        model.weight.zero_()
        model.bias.zero_()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for epoch in range(epochs):
        logits = model(X).squeeze(-1)
        loss = loss_fn(logits, y)

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch % 100 == 0:
            print(f"epoch {epoch:3d}  loss {loss:.5f}")
    return model.weight.squeeze(0), model.bias.squeeze(0)


w, b = train(X, y)
accuracy = torch.mean(((sigmoid(X @ w + b) > 0.5) == (y == 1)).to(torch.float64))
print("accuracy:", accuracy.item())
print("w:", w.detach().numpy(), "b:", b.item())
