"""House prices from size, age and number of rooms; data made up, features standardised."""
import numpy as np
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

np.random.seed(1)
n = 120
size = torch.from_numpy(np.random.uniform(40, 200, n))
age = torch.from_numpy(np.random.uniform(0, 80, n))
rooms = torch.from_numpy(np.random.randint(1, 8, size=n))
price = 3.1 * size - 1.2 * age + 12.0 * rooms + torch.from_numpy(np.random.normal(0, 10, n))

X = torch.column_stack([size, age, rooms])
X = (X - X.mean(dim=0)) / X.std(dim=0, correction=0)
y = ((price - price.mean()) / price.std(correction=0)).reshape(-1, 1)


def cost(X, y):
    return loss_fn(model(X), y)


history = []
loss_fn = torch.nn.MSELoss()
model = torch.nn.Linear(3, 1)
with torch.no_grad():
    model.weight.zero_()
    model.bias.zero_()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for step in range(300):
    loss = cost(X, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    history.append(cost(X, y).item())
    if step % 100 == 0:
        print("step %d: cost %.6f" % (step, history[-1]))

print("weights:", model.weight.T.ravel().detach().numpy())
print("bias:", model.bias.item())
