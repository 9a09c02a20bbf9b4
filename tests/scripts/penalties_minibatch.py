import numpy as np


class Logit:
    def __init__(self, penalty="l2", strength=0.01, rate=0.3, epochs=12, batch=16):
        self.penalty, self.strength = penalty, strength
        self.rate, self.epochs, self.batch = rate, epochs, batch

    @staticmethod
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def extra(self):
        if self.penalty == "l2":
            return 0.5 * self.strength * np.sum(self.w ** 2)
        return 0.0

    def extra_slope(self):
        if self.penalty == "l2":
            return self.strength * self.w
        return 0.0

    def cost(self, X, t):
        p = self.sigmoid(X @ self.w + self.b)
        return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)) + self.extra()

    def fit(self, X, t):
        rng = np.random.RandomState(0)
        self.w = 0.01 * rng.randn(X.shape[1])
        self.b = 0.0
        self.history = []
        for epoch in range(self.epochs):
            order = rng.permutation(len(X))
            for s in range(0, len(X), self.batch):
                i = order[s:s + self.batch]
                delta = self.sigmoid(X[i] @ self.w + self.b) - t[i]
                dw = X[i].T @ delta / len(i) + self.extra_slope()
                db = np.mean(delta)
                self.w = self.w - self.rate * dw
                self.b = self.b - self.rate * db
            self.history.append(self.cost(X, t))
        return self


rng = np.random.RandomState(9)
X = rng.randn(70, 4)
t = (X[:, 0] - X[:, 2] + 0.3 * rng.randn(70) > 0).astype(float)
for penalty in (None, "l2"):
    model = Logit(penalty).fit(X, t)
    print(penalty, "cost %.6f -> %.6f" % (model.history[0], model.history[-1]), np.round(model.w, 4))
