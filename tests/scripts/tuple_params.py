import numpy as np


def predict(params, x):
    W, b = params
    return x @ W + b


def mse(params, x, y):
    return ((predict(params, x) - y) ** 2).mean()


def grads(params, x, y):
    err = predict(params, x) - y
    scale = 2 / err.size
    return scale * x.T @ err, scale * err.sum(0)


def sgd_step(params, g, lr):
    return tuple(p - lr * dp for p, dp in zip(params, g))


gen = np.random.default_rng(8)
x = gen.normal(size=(90, 3))
y = x @ np.array([[0.5], [-1.0], [2.0]]) + 0.7 + 0.02 * gen.normal(size=(90, 1))

params = (np.zeros((3, 1)), np.zeros(1))
log = []
for epoch in range(100):
    log.append(mse(params, x, y))
    params = sgd_step(params, grads(params, x, y), lr=0.1)
log.append(mse(params, x, y))

print("start", log[0])
print("end  ", log[-1])
W, b = params
print("W", W.ravel())
print("b", b)
