import numpy as np

# One flat parameter vector, as one would hand it to a generic minimiser.

n_in, n_hid, n_out = 2, 5, 1
size = n_in * n_hid + n_hid + n_hid * n_out + n_out


def unpack(vec):
    i = 0
    W1 = vec[i:i + n_in * n_hid].reshape(n_in, n_hid)
    i += n_in * n_hid
    b1 = vec[i:i + n_hid]
    i += n_hid
    W2 = vec[i:i + n_hid * n_out].reshape(n_hid, n_out)
    i += n_hid * n_out
    b2 = vec[i:]
    return W1, b1, W2, b2


def value_and_grad(vec, X, Y):
    W1, b1, W2, b2 = unpack(vec)
    H = np.tanh(X @ W1 + b1)
    R = H @ W2 + b2 - Y
    value = 0.5 * np.sum(R ** 2) / len(X)

    dO = R / len(X)
    dH = (dO @ W2.T) * (1.0 - H * H)
    g = np.concatenate([(X.T @ dH).ravel(), dH.sum(0), (H.T @ dO).ravel(), dO.sum(0)])
    return value, g


rng = np.random.default_rng(17)
X = rng.uniform(-1, 1, (100, n_in))
Y = (X[:, :1] * X[:, 1:]) + 0.3 * X[:, :1]

vec = rng.normal(scale=0.6, size=size)
trace = []
for it in range(1500):
    value, g = value_and_grad(vec, X, Y)
    trace.append(value)
    vec = vec - 0.3 * g
    if it % 250 == 0:
        print(it, value, np.linalg.norm(g))

print("last value", trace[-1])
print("parameters", np.round(vec, 3))
