# Not gradient training: Newton's method for a root divides by the derivative, there is no loss; "lr" is just damping.
import numpy as np

def f(x):
    return x ** 3 - 2 * x - 5

def df(x):
    return 3 * x ** 2 - 2

x = 4.0
lr = 0.9
history = []
for i in range(30):
    loss = abs(f(x))
    history.append(loss)
    grad = f(x) / df(x)
    x = x - lr * grad
    print("iter", i, "x", x, "|f|", loss)
    if loss < 1e-12:
        break

print("root", x, "numpy says", np.roots([1, 0, -2, -5])[0].real)
