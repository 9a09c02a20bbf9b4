import numpy as np

rng = np.random.default_rng(2024)

# target: |x| plus a bump
n = 256
x_train = rng.uniform(-2, 2, (n, 1))
y_train = np.abs(x_train) + 0.5 * np.exp(-4 * (x_train - 1) ** 2)

hidden = 24
W1 = rng.normal(0, 1.0, (1, hidden))
b1 = rng.normal(0, 0.5, hidden)
W2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1))
b2 = np.zeros(1)

batch_size = 32
lr = 0.02
losses = []

for epoch in range(60):
    perm = rng.permutation(n)
    running = 0.0
    for start in range(0, n, batch_size):
        idx = perm[start:start + batch_size]
        xb, yb = x_train[idx], y_train[idx]

        z1 = xb @ W1 + b1
        a1 = np.maximum(z1, 0)
        out = a1 @ W2 + b2

        diff = out - yb
        loss = np.mean(diff ** 2)
        running += loss * len(idx)

        d_out = 2 * diff / diff.size
        d_W2 = a1.T @ d_out
        d_b2 = d_out.sum(axis=0)
        d_a1 = d_out @ W2.T
        d_z1 = d_a1 * (z1 > 0)
        d_W1 = xb.T @ d_z1
        d_b1 = d_z1.sum(axis=0)

        W1 -= lr * d_W1
        b1 -= lr * d_b1
        W2 -= lr * d_W2
        b2 -= lr * d_b2
    losses.append(running / n)
    if epoch % 10 == 9:
        print(f"epoch {epoch + 1}: {losses[-1]:.5f}")

pred = np.maximum(x_train @ W1 + b1, 0) @ W2 + b2
print("train RMSE:", np.sqrt(np.mean((pred - y_train) ** 2)))
