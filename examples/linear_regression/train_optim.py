"""A straight line through five points: how far does a thermometer's column rise?"""
import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

def model(x, w, b):
    return w * x + b

def mse(p, y):
    return ((p - y) ** 2).mean()

def training_loop(epochs, lr, params, x, y):
    params.requires_grad_()
    optimizer = torch.optim.SGD([params], lr=lr)
    for epoch in range(1, epochs + 1):
        w, b = params
        loss = mse(model(x, w, b), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch % 1000 == 0:
            print(f"{epoch}: loss {loss:.4f}")
    return params

x = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0])
y = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3])
params = training_loop(5000, 1e-2, torch.tensor([1.0, 0.0]), 0.1 * x, y)
print(params.detach().numpy())
plt.plot(x.numpy(), model(0.1 * x, *params).detach().numpy())
