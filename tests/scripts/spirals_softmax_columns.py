import numpy as np

np.random.seed(12)
K, per = 3, 60
m = K * per
X = np.zeros((2, m))
Y = np.zeros((K, m))
for k in range(K):
    cols = slice(k * per, (k + 1) * per)
    r = np.linspace(0.05, 1, per)
    th = np.linspace(k * 4, k * 4 + 3, per) + 0.15 * np.random.randn(per)
    X[:, cols] = np.vstack([r * np.sin(th), r * np.cos(th)])
    Y[k, cols] = 1

W1 = np.random.randn(40, 2) * 0.7
b1 = np.zeros((40, 1))
W2 = np.random.randn(K, 40) * 0.1
b2 = np.zeros((K, 1))
lr = 0.8

for it in range(1200):
    Z1 = np.dot(W1, X) + b1
    A1 = Z1 * (Z1 > 0)
    Z2 = np.dot(W2, A1) + b2
    expZ = np.exp(Z2 - Z2.max(axis=0))
    A2 = expZ / expZ.sum(axis=0)

    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.where(Z1 > 0, dA1, 0)
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m

    W1 = W1 - lr * dW1
    b1 = b1 - lr * db1
    W2 = W2 - lr * dW2
    b2 = b2 - lr * db2

    if it % 200 == 0:
        J = -np.sum(Y * np.log(A2)) / m
        acc = np.mean(A2.argmax(axis=0) == Y.argmax(axis=0))
        print("it", it, " J", round(J, 5), " acc", round(acc, 3))

print("final accuracy", np.mean(A2.argmax(axis=0) == Y.argmax(axis=0)))
