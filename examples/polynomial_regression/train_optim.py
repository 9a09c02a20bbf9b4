"""Fit a cubic to one period of the sine."""
import math
import numpy as np
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

rng = np.random.default_rng(0)
x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)

# y = a + b x + c x^2 + d x^3
a = torch.tensor(rng.standard_normal(), requires_grad=True)
b = torch.tensor(rng.standard_normal(), requires_grad=True)
c = torch.tensor(rng.standard_normal(), requires_grad=True)
d = torch.tensor(rng.standard_normal(), requires_grad=True)

learning_rate = 1e-6
optimizer = torch.optim.SGD([a, b, c, d], lr=learning_rate)
for t in range(2000):
    y_pred = a + b * x + c * x ** 2 + d * x ** 3

    loss = torch.square(y_pred - y).sum()
    if t % 400 == 399:
        print(t, loss.item())

    # backprop
    optimizer.zero_grad()
    loss.backward()

    optimizer.step()

print(f"Result: y = {a:.4f} + {b:.4f} x + {c:.4f} x^2 + {d:.4f} x^3")
