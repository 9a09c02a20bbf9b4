"""Ridge regression: a squared error and a penalty on the weights."""
import numpy as np
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

rng = np.random.RandomState(7)
X = torch.from_numpy(rng.randn(80, 5))
true_w = torch.tensor([1.5, -2.0, 0.0, 0.7, 0.0])
y = X @ true_w + 0.1 * torch.from_numpy(rng.randn(80))

lam = 0.1
alpha = 0.05

loss_fn = torch.nn.MSELoss()
model = torch.nn.Linear(5, 1, bias=False)
with torch.no_grad():
    model.weight.zero_()
optimizer = torch.optim.SGD(model.parameters(), lr=alpha)
for it in range(400):
    prediction = model(X).squeeze(-1)
    loss = loss_fn(prediction, y) + lam * torch.sum(model.weight.squeeze(0) ** 2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if it % 100 == 0:
        print("iteration {}: loss {:.6f}".format(it, loss))

print("w:", model.weight.squeeze(0).detach().numpy())
