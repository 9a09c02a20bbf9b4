import numpy as np

# Which rule fits a bent line soonest? Three of them, each from the same start.


class Plain:
    def __init__(self, rate):
        self.rate = rate

    def step(self, weights, slopes):
        for w, s in zip(weights, slopes):
            w -= self.rate * s


class Heavy:
    def __init__(self, rate, friction=0.8):
        self.rate, self.friction = rate, friction
        self.speed = None

    def step(self, weights, slopes):
        if self.speed is None:
            self.speed = [np.zeros_like(w) for w in weights]
        for w, s, v in zip(weights, slopes, self.speed):
            v *= self.friction
            v -= self.rate * s
            w += v


class Scaled:
    def __init__(self, rate, keep=0.9):
        self.rate, self.keep = rate, keep
        self.squares = {}

    def step(self, weights, slopes):
        for i, (w, s) in enumerate(zip(weights, slopes)):
            self.squares[i] = self.keep * self.squares.get(i, 0) + (1 - self.keep) * s ** 2
            w -= self.rate * s / (np.sqrt(self.squares[i]) + 1e-6)


def start():
    draw = np.random.RandomState(3)
    return [draw.randn(1, 6), np.zeros(6), 0.4 * draw.randn(6, 1), np.zeros(1)]


def error_and_slopes(weights, x, y):
    U, c, V, d = weights
    h = np.tanh(x @ U + c)
    miss = h @ V + d - y
    error = np.mean(miss ** 2)
    dm = 2 * miss / len(x)
    dh = dm @ V.T * (1 - h ** 2)
    return error, [x.T @ dh, dh.sum(axis=0), h.T @ dm, dm.sum(axis=0)]


x = np.linspace(-2, 2, 30)[:, None]
y = np.abs(x) - 1

for name, rule in [("plain", Plain(0.1)), ("heavy", Heavy(0.05)), ("scaled", Scaled(0.01))]:
    weights = start()
    errors = []
    for t in range(60):
        error, slopes = error_and_slopes(weights, x, y)
        rule.step(weights, slopes)
        errors.append(error)
    print(name.ljust(7), " ".join("%.6f" % errors[k] for k in (0, 20, 59)))
