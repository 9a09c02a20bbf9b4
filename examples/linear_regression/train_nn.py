"""A straight line through five points: how far does a thermometer's column rise?"""
import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

def model(x, w, b):
    return w * x + b

def training_loop(epochs, lr, params, x, y):
    loss_fn = torch.nn.MSELoss()
    linear = torch.nn.Linear(1, 1)
    with torch.no_grad():
        linear.weight.copy_(params[0].reshape(1, 1))
        linear.bias.copy_(params[1].reshape(1))
    optimizer = torch.optim.SGD(linear.parameters(), lr=lr)
    for epoch in range(1, epochs + 1):
        loss = loss_fn(linear(x.unsqueeze(-1)).squeeze(-1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch % 1000 == 0:
            print(f"{epoch}: loss {loss:.4f}")
    return torch.stack([linear.weight.squeeze(), linear.bias.squeeze()])

x = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0])
y = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3])
params = training_loop(5000, 1e-2, torch.tensor([1.0, 0.0]), 0.1 * x, y)
print(params.detach().numpy())
plt.plot(x.numpy(), model(0.1 * x, *params).detach().numpy())
