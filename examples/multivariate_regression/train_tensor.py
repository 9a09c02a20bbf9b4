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


def predict(X, W, b):
    return X @ W + b


def cost(X, y, W, b):
    return torch.mean((predict(X, W, b) - y) ** 2)


def gradients(X, y, W, b):
    error = predict(X, W, b) - y
    dW = 2 / len(X) * X.T @ error
    db = 2 * error.mean()
    return dW, db


W = torch.zeros((3, 1))
b = 0.0
history = []
for step in range(300):
    dW, db = gradients(X, y, W, b)
    W -= 0.05 * dW
    b -= 0.05 * db
    history.append(cost(X, y, W, b).item())
    if step % 100 == 0:
        print("step %d: cost %.6f" % (step, history[-1]))

print("weights:", W.ravel().numpy())
print("bias:", b.item())
