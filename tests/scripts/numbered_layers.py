import numpy as np


def initialize(dims, seed=5):
    rng = np.random.RandomState(seed)
    params = {}
    for l in range(1, len(dims)):
        params["W" + str(l)] = rng.randn(dims[l], dims[l - 1]) * np.sqrt(2 / dims[l - 1])
        params["b" + str(l)] = np.zeros((dims[l], 1))
    return params


def layer_forward(A_prev, W, b, kind):
    Z = np.dot(W, A_prev) + b
    A = np.maximum(0, Z) if kind == "relu" else 1 / (1 + np.exp(-Z))
    return A, (A_prev, W, Z)


def model_forward(X, params):
    L = len(params) // 2
    caches = []
    A = X
    for l in range(1, L):
        A, cache = layer_forward(A, params["W" + str(l)], params["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = layer_forward(A, params["W" + str(L)], params["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    return float(-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m)


def model_backward(AL, Y, caches):
    grads = {}
    m = Y.shape[1]
    dZ = AL - Y
    for l in range(len(caches), 0, -1):
        A_prev, W, Z = caches[l - 1]
        grads["dW" + str(l)] = np.dot(dZ, A_prev.T) / m
        grads["db" + str(l)] = np.sum(dZ, axis=1, keepdims=True) / m
        if l > 1:
            dZ = np.dot(W.T, dZ) * (caches[l - 2][2] > 0)
    return grads


def update_parameters(params, grads, rate):
    for l in range(1, len(params) // 2 + 1):
        params["W" + str(l)] = params["W" + str(l)] - rate * grads["dW" + str(l)]
        params["b" + str(l)] = params["b" + str(l)] - rate * grads["db" + str(l)]
    return params


rng = np.random.RandomState(1)
X = rng.randn(2, 60)
Y = (X[:1] * X[1:] > 0).astype(float)

params = initialize([2, 7, 4, 1])
costs = []
for i in range(80):
    AL, caches = model_forward(X, params)
    cost = compute_cost(AL, Y)
    grads = model_backward(AL, Y, caches)
    params = update_parameters(params, grads, 0.3)
    if i % 20 == 0:
        costs.append(cost)
        print("cost after %d: %.6f" % (i, cost))

AL, _ = model_forward(X, params)
print("costs", [round(c, 5) for c in costs], "accuracy", np.mean((AL > 0.5) == (Y > 0.5)))
