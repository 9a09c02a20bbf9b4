import numpy as np


def batches(X, y, size, rng):
    order = rng.permutation(len(X))
    for s in range(0, len(X), size):
        take = order[s:s + size]
        yield X[take], y[take]


def softmax_loss(W, X, y, strength):
    n = X.shape[0]
    scores = X @ W
    scores -= scores.max(axis=1, keepdims=True)
    probs = np.exp(scores)
    probs /= probs.sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(probs[range(n), y])) / n + strength * np.sum(W * W)

    dscores = probs
    dscores[range(n), y] -= 1
    dscores /= n
    dW = X.T @ dscores + 2 * strength * W
    return loss, dW


rng = np.random.default_rng(21)
centres = rng.normal(size=(3, 4)) * 1.5
y = rng.integers(3, size=80)
X = np.hstack([centres[y] + rng.normal(size=(80, 4)), np.ones((80, 1))])

W = 0.01 * rng.normal(size=(5, 3))
t = 0
for epoch in range(6):
    losses = []
    for Xb, yb in batches(X, y, 32, rng):
        loss, dW = softmax_loss(W, Xb, yb, strength=1e-3)
        lr = 0.5 / (1 + 0.02 * t)
        W -= lr * dW
        t += 1
        losses.append(loss)
    print(f"epoch {epoch + 1}, rate {lr:.4f}, loss {sum(losses) / len(losses):.6f}")
print("accuracy", np.mean(np.argmax(X @ W, axis=1) == y))
