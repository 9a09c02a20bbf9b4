# Not a plain gradient: delta rule on the thresholded output; the step has derivative zero, so this is not the gradient of the printed squared error.
import numpy as np

X = np.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
T = np.array([0., 0., 0., 1.])   # AND gate

rng = np.random.RandomState(3)
weights = rng.uniform(-0.5, 0.5, 2)
bias = rng.uniform(-0.5, 0.5)
eta = 0.2

sse_history = []
for sweep in range(25):
    net = X @ weights + bias
    out = np.where(net >= 0.0, 1.0, 0.0)
    error = out - T
    sse = 0.5 * np.sum(error ** 2)
    sse_history.append(sse)
    weights -= eta * (X.T @ error)
    bias -= eta * error.sum()
    print("sweep %2d  sse %.2f" % (sweep, sse))

print("truth table:", np.where(X @ weights + bias >= 0.0, 1, 0))
