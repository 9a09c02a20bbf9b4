"""A straight line through five points: how far does a thermometer's column rise?"""
import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

def model(x, w, b):
    return w * x + b

def mse(p, y):
    return ((p - y) ** 2).mean()

def grad_loss(x, y, w, b):                  # by hand, by the chain rule
    dp = 2 * (model(x, w, b) - y) / x.numel()
    return torch.stack([(dp * x).sum(), dp.sum()])

def training_loop(epochs, lr, params, x, y):
    for epoch in range(1, epochs + 1):
        w, b = params
        loss = mse(model(x, w, b), y)
        params = params - lr * grad_loss(x, y, w, b)
        if epoch % 1000 == 0:
            print(f"{epoch}: loss {loss:.4f}")
    return params

x = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0])
y = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3])
params = training_loop(5000, 1e-2, torch.tensor([1.0, 0.0]), 0.1 * x, y)
print(params.numpy())
plt.plot(x.numpy(), model(0.1 * x, *params).numpy())
