"""A straight line through five points: how far does a thermometer's column rise?"""
import numpy as np
import matplotlib.pyplot as plt

def model(x, w, b):
    return w * x + b

def mse(p, y):
    return ((p - y) ** 2).mean()

def grad_loss(x, y, w, b):                  # by hand, by the chain rule
    dp = 2 * (model(x, w, b) - y) / x.size
    return np.array([(dp * x).sum(), dp.sum()])

def training_loop(epochs, lr, params, x, y):
    for epoch in range(1, epochs + 1):
        w, b = params
        loss = mse(model(x, w, b), y)
        params = params - lr * grad_loss(x, y, w, b)
        if epoch % 1000 == 0:
            print(f"{epoch}: loss {loss:.4f}")
    return params

x = np.array([0.5, 14.0, 15.0, 28.0, 11.0])
y = np.array([35.7, 55.9, 58.2, 81.9, 56.3])
params = training_loop(5000, 1e-2, np.array([1.0, 0.0]), 0.1 * x, y)
print(params)
plt.plot(x, model(0.1 * x, *params))
