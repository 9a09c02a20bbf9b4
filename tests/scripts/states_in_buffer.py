import numpy as np

np.random.seed(14)
T, N, hidden, rate = 6, 12, 5, 0.1
x = np.random.uniform(-1, 1, (N, T))
y = x[:, 0] + x[:, -1]

U = np.random.randn(1, hidden) * 0.5
W = np.random.randn(hidden, hidden) * 0.3
c = np.zeros(hidden)
V = np.random.randn(hidden, 1) * 0.3

for epoch in range(60):
    states = np.zeros((T + 1, N, hidden))
    for t in range(T):
        states[t + 1] = np.tanh(x[:, t:t + 1] @ U + states[t] @ W + c)
    out = states[T] @ V
    error = out[:, 0] - y
    loss = 0.5 * np.mean(error ** 2)

    # back through time
    dout = error[:, None] / N
    dV = states[T].T @ dout
    dU, dW, dc = np.zeros_like(U), np.zeros_like(W), np.zeros_like(c)
    dh = dout @ V.T
    for k in reversed(range(T)):
        dz = dh * (1 - states[k + 1] ** 2)
        dU += x[:, k:k + 1].T @ dz
        dW += states[k].T @ dz
        dc += dz.sum(axis=0)
        dh = dz @ W.T

    for parameter, slope in zip([U, W, c, V], [dU, dW, dc, dV]):
        parameter -= rate * slope

    if epoch % 20 == 0:
        print("epoch", epoch, "loss", loss)
