import numpy as np

rng = np.random.default_rng(3)
inputs = rng.uniform(-1, 1, (25, 2))
targets = inputs @ np.array([[2.0], [-1.0]]) + 1

parameters = {"weights": np.zeros((2, 1)), "bias": np.zeros(1)}
for step in range(100):
    outputs = inputs @ parameters["weights"] + parameters["bias"]
    loss = np.mean((outputs - targets) ** 2)
    slope = 2 * (outputs - targets) / len(targets)
    gradients = {"weights": inputs.T @ slope, "bias": slope.sum(axis=0)}
    for name in parameters:
        parameters[name] -= 0.3 * gradients[name]
print(parameters, loss)
