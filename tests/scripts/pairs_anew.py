import numpy as np


def init(widths):
    rng = np.random.default_rng(8)
    return [(rng.normal(size=(i, o)) / np.sqrt(i), np.zeros(o)) for i, o in zip(widths, widths[1:])]


def predict(params, x):
    seen = [x]
    for W, b in params[:-1]:
        x = np.tanh(x @ W + b)
        seen.append(x)
    W, b = params[-1]
    return x @ W + b, seen


def loss(params, x, y):
    return np.mean((predict(params, x)[0] - y) ** 2)


def gradient(params, x, y):
    out, seen = predict(params, x)
    d = 2 * (out - y) / y.size
    grads = []
    for (W, b), h in zip(params[::-1], seen[::-1]):
        grads.insert(0, (h.T @ d, d.sum(axis=0)))
        d = (d @ W.T) * (1 - h ** 2)
    return grads


def updated(params, grads, rate):
    return [(W - rate * dW, b - rate * db) for (W, b), (dW, db) in zip(params, grads)]


rng = np.random.default_rng(4)
angle = rng.uniform(-1, 1, (50, 2))
hand = np.column_stack([np.cos(angle[:, 0]) + np.cos(angle.sum(axis=1)), np.sin(angle[:, 0])])

params = init([2, 9, 9, 2])
for epoch in range(90):
    params = updated(params, gradient(params, angle, hand), 0.2)
    if epoch % 30 == 0:
        print(epoch, "loss", loss(params, angle, hand))
print("end", loss(params, angle, hand))
