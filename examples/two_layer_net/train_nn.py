"""A net with one hidden layer of ReLUs, trained on a wave by gradient descent with momentum."""
import numpy as np
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

np.random.seed(0)
x = torch.linspace(-2, 2, 50).reshape(-1, 1)
y = torch.sin(2 * x)

hidden = 16
W1 = torch.from_numpy(np.random.randn(1, hidden))
W2 = torch.from_numpy(np.random.randn(hidden, 1)) * 0.5

lr, momentum = 0.01, 0.9
loss_fn = torch.nn.MSELoss()
model = torch.nn.Sequential(
    torch.nn.Linear(1, hidden),
    torch.nn.ReLU(),
    torch.nn.Linear(hidden, 1),
)
with torch.no_grad():
    model[0].weight.copy_(W1.T)
    model[0].bias.zero_()
    model[2].weight.copy_(W2.T)
    model[2].bias.zero_()
optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
for epoch in range(500):
    # forward
    out = model(x)
    loss = loss_fn(out, y)

    # backward
    optimizer.zero_grad()
    loss.backward()

    # update
    optimizer.step()

    if epoch % 100 == 0:
        print(epoch, loss.item())

print("final loss:", torch.mean((model(x) - y) ** 2).item())
