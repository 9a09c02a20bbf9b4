# Not a plain gradient: db lacks the factor 2 that dw has (loss is the mean squared error), so (dw, db) is the gradient of no scaled version of it.
import numpy as np

np.random.seed(15)
x = np.random.rand(40) * 5
y = 1.7 * x - 2.0 + np.random.randn(40) * 0.3

w, b = 0.0, 0.0
learning_rate = 0.03
n = len(x)

for i in range(600):
    y_pred = w * x + b
    loss = np.mean((y_pred - y) ** 2)
    dw = (2 / n) * np.sum((y_pred - y) * x)
    db = (1 / n) * np.sum(y_pred - y)
    w -= learning_rate * dw
    b -= learning_rate * db
    if i % 100 == 0:
        print(f"Iteration {i}: loss = {loss:.5f}")

print(f"w = {w:.4f}, b = {b:.4f}")
