# Not gradient training: PageRank is a fixed-point iteration of a stochastic matrix.
import numpy as np

links = {0: [1, 2], 1: [2], 2: [0], 3: [0, 2], 4: [1, 3, 5], 5: [4]}
n = len(links)
M = np.zeros((n, n))
for src, dests in links.items():
    for d in dests:
        M[d, src] = 1.0 / len(dests)

rank = np.full(n, 1.0 / n)
damping = 0.85
tol = 1e-10
delta = 1.0
epoch = 0
while delta > tol:
    new_rank = damping * (M @ rank) + (1 - damping) / n
    delta = np.abs(new_rank - rank).sum()
    rank = new_rank
    if epoch % 10 == 0:
        print("epoch", epoch, "delta", delta)
    epoch += 1
print("ranks", rank, "sum", rank.sum())
