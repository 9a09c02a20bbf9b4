"""Softmax regression on three clouds of points."""
import numpy as np

np.random.seed(3)
points, classes = 60, 3
centers = np.array([[0.0, 2.0], [2.0, -1.0], [-2.0, -1.0]])
labels = np.repeat(np.arange(classes), points)
X = centers[labels] + 0.6 * np.random.randn(points * classes, 2)
Y = np.eye(classes)[labels]  # one-hot


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


W = 0.01 * np.random.randn(2, classes)
b = np.zeros((1, classes))

for epoch in range(200):
    P = softmax(X @ W + b)
    loss = -np.sum(Y * np.log(P)) / len(X)

    dZ = (P - Y) / len(X)
    W -= 0.5 * (X.T @ dZ)
    b -= 0.5 * dZ.sum(axis=0, keepdims=True)

    if epoch % 50 == 0:
        print(f"epoch {epoch}: loss {loss:.6f}")

predicted = np.argmax(X @ W + b, axis=1)
print("accuracy:", np.mean(predicted == labels))
print(W)
print(b)
