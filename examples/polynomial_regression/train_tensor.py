"""Fit a cubic to one period of the sine."""
import math
import numpy as np
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

rng = np.random.default_rng(0)
x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)

# y = a + b x + c x^2 + d x^3
a = rng.standard_normal()
b = rng.standard_normal()
c = rng.standard_normal()
d = rng.standard_normal()

learning_rate = 1e-6
for t in range(2000):
    y_pred = a + b * x + c * x ** 2 + d * x ** 3

    loss = torch.square(y_pred - y).sum()
    if t % 400 == 399:
        print(t, loss.item())

    # backprop
    grad_y_pred = 2.0 * (y_pred - y)
    grad_a = grad_y_pred.sum()
    grad_b = (grad_y_pred * x).sum()
    grad_c = (grad_y_pred * x ** 2).sum()
    grad_d = (grad_y_pred * x ** 3).sum()

    a -= learning_rate * grad_a
    b -= learning_rate * grad_b
    c -= learning_rate * grad_c
    d -= learning_rate * grad_d

print(f"Result: y = {a:.4f} + {b:.4f} x + {c:.4f} x^2 + {d:.4f} x^3")
