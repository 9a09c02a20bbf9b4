# Not a plain gradient: tabular Q-learning moves towards a bootstrapped target with a max over the table itself (a semi-gradient at best).
import numpy as np

rng = np.random.default_rng(5)
N_STATES, N_ACTIONS = 6, 2        # corridor, 0 = left, 1 = right, reward at the right end
Q = np.zeros((N_STATES, N_ACTIONS))
lr, gamma, eps = 0.2, 0.9, 0.2

for episode in range(200):
    s = 0
    steps = 0
    sq_error = 0.0
    while s != N_STATES - 1 and steps < 100:
        if rng.random() < eps:
            a = int(rng.integers(N_ACTIONS))
        else:
            a = int(rng.choice(np.flatnonzero(Q[s] == Q[s].max())))
        s2 = min(s + 1, N_STATES - 1) if a == 1 else max(s - 1, 0)
        reward = 1.0 if s2 == N_STATES - 1 else 0.0
        td = Q[s, a] - (reward + gamma * Q[s2].max())
        Q[s, a] -= lr * td
        sq_error += 0.5 * td ** 2
        s = s2
        steps += 1
    if episode % 40 == 0:
        print("episode", episode, "steps", steps, "squared td error", sq_error)

print(np.round(Q, 3))
print("greedy policy", Q.argmax(axis=1))
