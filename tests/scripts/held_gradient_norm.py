import numpy as np

# A gradient that is held back where it gets too long; with an eye on one outlier.
rng = np.random.default_rng(6)
x = rng.normal(size=(25, 3))
y = x @ np.array([1.0, -2.0, 0.5])
y[7] += 90.0
w = np.zeros(3)
LONGEST = 5.0

held = 0
for step in range(120):
    e = x @ w - y
    loss = np.mean(e ** 2)
    g = 2 * x.T @ e / len(x)
    length = np.sqrt(np.sum(g ** 2))
    if length > LONGEST:
        g = g * LONGEST / length
        held += 1
    w -= 0.05 * g
print("held back", held, "times; loss", loss)
print(w)
