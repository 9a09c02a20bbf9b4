import numpy as np

def sigma(z):
    return 1 / (1 + np.exp(-z))

def circle_data(m, seed):
    r = np.random.RandomState(seed)
    pts = r.uniform(-1.5, 1.5, (2, m))
    lab = (np.sum(pts ** 2, axis=0, keepdims=True) < 1.0).astype(float)
    return pts, lab

# examples are columns: X is (n_x, m)
X, Y = circle_data(200, 1)
n_x, m = X.shape
n_h = 6

np.random.seed(2)
W1 = np.random.randn(n_h, n_x) * 0.5
b1 = np.zeros((n_h, 1))
W2 = np.random.randn(1, n_h) * 0.5
b2 = np.zeros((1, 1))
alpha = 1.2

for i in range(300):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sigma(Z2)

    cost = -(1 / m) * np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))

    dZ2 = A2 - Y
    dW2 = (1 / m) * dZ2 @ A1.T
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = (W2.T @ dZ2) * (1 - A1 ** 2)
    dW1 = (1 / m) * dZ1 @ X.T
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)

    W1, b1 = W1 - alpha * dW1, b1 - alpha * db1
    W2, b2 = W2 - alpha * dW2, b2 - alpha * db2

    if i % 300 == 0:
        print("Cost after iteration %i: %f" % (i, cost))

Xt, Yt = circle_data(100, 5)
guess = sigma(W2 @ np.tanh(W1 @ Xt + b1) + b2) > 0.5
print("train accuracy", np.mean((A2 > 0.5) == Y))
print("test accuracy ", np.mean(guess == Yt))
