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
w = torch.zeros(5, requires_grad=True)

for it in range(400):
    residual = X @ w - y
    loss = torch.sum(residual ** 2) / len(y) + lam * torch.sum(w ** 2)
    loss.backward()
    with torch.no_grad():
        w -= alpha * w.grad
    w.grad.zero_()
    if it % 100 == 0:
        print("iteration {}: loss {:.6f}".format(it, loss))

print("w:", w.detach().numpy())
