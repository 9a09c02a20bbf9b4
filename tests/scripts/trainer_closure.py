import numpy as np


def make_trainer(x, y, degree, rate, decay):
    A = np.vander(x, degree + 1, increasing=True)
    coefficients = np.zeros(degree + 1)
    t = 0

    def loss():
        return float(np.mean((A @ coefficients - y) ** 2))

    def step():
        nonlocal coefficients, t
        g = 2 * A.T @ (A @ coefficients - y) / len(y)
        coefficients = coefficients - rate * np.exp(-decay * t) * g
        t += 1

    def get():
        return coefficients.copy()

    return step, loss, get


rng = np.random.RandomState(30)
x = rng.uniform(-1, 1, 25)
y = 0.5 - x + x ** 2
step, loss, get = make_trainer(x, y, 2, 0.4, 0.01)
for i in range(80):
    step()
    if i % 20 == 0:
        print("%3d %.7f" % (i, loss()))
print([round(c, 5) for c in get().tolist()])
