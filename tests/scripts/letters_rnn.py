import numpy as np

np.random.seed(2)
text = "abcabcabdabcabcabd"
letters = sorted(set(text))
place = {c: i for i, c in enumerate(letters)}
V, H, STEPS = len(letters), 6, 4

Wx = np.random.randn(H, V) * 0.3
Wh = np.random.randn(H, H) * 0.3
Wy = np.random.randn(V, H) * 0.3
bh, by = np.zeros((H, 1)), np.zeros((V, 1))


def chunk(inputs, targets, h_start):
    xs, hs, ps, loss = {}, {-1: h_start}, {}, 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((V, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(Wx @ xs[t] + Wh @ hs[t - 1] + bh)
        e = np.exp(Wy @ hs[t] + by)
        ps[t] = e / e.sum()
        loss -= np.log(ps[t][targets[t], 0])
    dWx, dWh, dWy = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(Wy)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dh_next = np.zeros_like(h_start)
    for t in reversed(range(len(inputs))):
        dy = ps[t].copy()
        dy[targets[t]] -= 1
        dWy += dy @ hs[t].T
        dby += dy
        draw = (Wy.T @ dy + dh_next) * (1 - hs[t] ** 2)
        dbh += draw
        dWx += draw @ xs[t].T
        dWh += draw @ hs[t - 1].T
        dh_next = Wh.T @ draw
    return loss, (dWx, dWh, dWy, dbh, dby), hs[len(inputs) - 1]


params = (Wx, Wh, Wy, bh, by)
memory = [np.zeros_like(p) for p in params]
smooth, at = STEPS * np.log(V), 0
h = np.zeros((H, 1))
for n in range(60):
    if at + STEPS + 1 > len(text):
        at, h = 0, np.zeros((H, 1))
    codes = [place[c] for c in text[at:at + STEPS + 1]]
    loss, grads, h = chunk(codes[:-1], codes[1:], h)
    smooth = 0.9 * smooth + 0.1 * loss
    for p, g, m in zip(params, grads, memory):
        np.clip(g, -5, 5, out=g)
        m += g * g
        p -= 0.1 * g / np.sqrt(m + 1e-8)
    at += STEPS
    if n % 15 == 0:
        print("step %d, smooth loss %.6f" % (n, smooth))
