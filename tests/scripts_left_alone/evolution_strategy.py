# Not a plain gradient: the step direction is a random-perturbation estimate (evolution strategy), the loss is never differentiated.
import numpy as np

rng = np.random.default_rng(123)
x = np.linspace(-1, 1, 30)
y = 0.5 * x + np.sin(3 * x)

def model(theta, x):
    a, b, c = theta
    return a * x + b * np.sin(c * x)

def loss(theta):
    return np.mean((model(theta, x) - y) ** 2)

theta = np.array([0.0, 0.5, 2.0])
sigma, alpha, npop = 0.1, 0.05, 40
for gen in range(200):
    noise = rng.standard_normal((npop, 3))
    scores = np.array([loss(theta + sigma * e) for e in noise])
    adv = (scores - scores.mean()) / (scores.std() + 1e-8)
    grad = noise.T @ adv / (npop * sigma)
    theta = theta - alpha * sigma * grad
    if gen % 25 == 0:
        print("gen", gen, "loss", loss(theta))

print("theta", theta, "loss", loss(theta))
