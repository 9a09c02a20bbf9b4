import numpy as np
npr = np.random

npr.seed(150)
a = npr.normal([5.0, 3.4, 1.5, 0.2], [0.35, 0.38, 0.17, 0.1], (30, 4))
b_ = npr.normal([5.9, 2.8, 4.3, 1.3], [0.5, 0.3, 0.45, 0.2], (30, 4))
c = npr.normal([6.6, 3.0, 5.5, 2.0], [0.6, 0.3, 0.55, 0.27], (30, 4))
X = np.r_[a, b_, c]
X = X - X.mean(0)
T = np.kron(np.eye(3), np.ones((30, 1)))

W = np.zeros((4, 3)); b = np.zeros(3)
lr = 0.05

def forward(X, W, b):
  S = X @ W + b
  S -= S.max(1, keepdims=True)
  return np.exp(S) / np.exp(S).sum(1, keepdims=True)

for step in range(400):
  P = forward(X, W, b)
  G = P - T                       # gradient of the *sum* of the cross entropies
  W -= lr / len(X) * X.T @ G
  b -= lr / len(X) * G.sum(0)

P = forward(X, W, b)
print("mean cross entropy", -np.log((P * T).sum(1)).mean())
print("confusion matrix")
C = np.zeros((3, 3), dtype=int)
for t, p in zip(T.argmax(1), P.argmax(1)):
  C[t, p] += 1
print(C)
