import numpy as np

np.random.seed(11)


class Linear:
    def __init__(self, inputs, outputs):
        self.W = np.random.randn(inputs, outputs) / np.sqrt(inputs)
        self.b = np.zeros(outputs)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0)
        return grad @ self.W.T

    def update(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, grad):
        return grad * (1 - self.y ** 2)

    def update(self, lr):
        pass


class SquaredError:
    def forward(self, prediction, target):
        self.difference = prediction - target
        return 0.5 * np.sum(self.difference ** 2) / len(target)

    def slope(self):
        return self.difference / len(self.difference)


x = np.random.uniform(-1, 1, (40, 2))
y = (x[:, :1] * x[:, 1:]) * 2

layers = [Linear(2, 8), Tanh(), Linear(8, 5), Tanh(), Linear(5, 1)]
criterion = SquaredError()

for epoch in range(100):
    out = x
    for layer in layers:
        out = layer.forward(out)
    loss = criterion.forward(out, y)

    # and all the way back
    grad = criterion.slope()
    for layer in reversed(layers):
        grad = layer.backward(grad)
    for layer in layers:
        layer.update(0.2)

    if epoch % 25 == 0:
        print(f"epoch {epoch:3d} loss {loss:.6f}")

print("last", loss, "weights", sum(l.W.size for l in layers if isinstance(l, Linear)))
