import numpy as np

LAYERS = [
    {"in": 3, "out": 6, "activation": "relu"},
    {"in": 6, "out": 5, "activation": "tanh"},
    {"in": 5, "out": 1, "activation": "sigmoid"},
]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def relu(z):
    return np.maximum(0, z)


def relu_slope(da, z):
    dz = np.array(da, copy=True)
    dz[z <= 0] = 0
    return dz


def tanh_slope(da, z):
    return da * (1 - np.tanh(z) ** 2)


def sigmoid_slope(da, z):
    s = sigmoid(z)
    return da * s * (1 - s)


def start(layers):
    rng = np.random.RandomState(4)
    weights = {}
    for i, layer in enumerate(layers):
        weights["W%d" % i] = rng.randn(layer["out"], layer["in"]) * 0.5
        weights["b%d" % i] = np.zeros((layer["out"], 1))
    return weights


def activation_of(name):
    if name == "relu":
        return relu
    elif name == "tanh":
        return np.tanh
    elif name == "sigmoid":
        return sigmoid
    raise ValueError(f"no activation {name}")


def forward(x, weights, layers):
    seen = {"A0": x}
    for i, layer in enumerate(layers):
        z = np.dot(weights["W%d" % i], seen["A%d" % i]) + weights["b%d" % i]
        seen["Z%d" % (i + 1)] = z
        seen["A%d" % (i + 1)] = activation_of(layer["activation"])(z)
    return seen["A%d" % len(layers)], seen


def layer_backward(da, w, z, a_prev, name):
    if name == "relu":
        slope = relu_slope
    elif name == "tanh":
        slope = tanh_slope
    elif name == "sigmoid":
        slope = sigmoid_slope
    else:
        raise ValueError(f"no activation {name}")
    dz = slope(da, z)
    m = a_prev.shape[1]
    return np.dot(w.T, dz), np.dot(dz, a_prev.T) / m, np.sum(dz, axis=1, keepdims=True) / m


def backward(y_hat, y, seen, weights, layers):
    grads = {}
    da = -(y / y_hat - (1 - y) / (1 - y_hat))
    for i in reversed(range(len(layers))):
        da, grads["W%d" % i], grads["b%d" % i] = layer_backward(
            da, weights["W%d" % i], seen["Z%d" % (i + 1)], seen["A%d" % i], layers[i]["activation"]
        )
    return grads


rng = np.random.RandomState(0)
X = rng.randn(3, 40)
Y = (X[:1] * X[1:2] > 0).astype(float)
weights = start(LAYERS)
for epoch in range(80):
    Y_hat, seen = forward(X, weights, LAYERS)
    cost = -np.mean(Y * np.log(Y_hat) + (1 - Y) * np.log(1 - Y_hat))
    grads = backward(Y_hat, Y, seen, weights, LAYERS)
    for key in weights:
        weights[key] -= 0.3 * grads[key]
    if epoch % 20 == 0:
        print("cost", cost)
W0, b0, W1, b1, W2, b2 = (weights[k] for k in ("W0", "b0", "W1", "b1", "W2", "b2"))
