"""Lecture 3 -- Linear regression drawn as a computation graph.

        x ---\
              (*) -- u --\
        w ---/            (+) -- yhat --\
        b --------------/                (-) -- r -- (^2) -- s -- (mean) -- L
        y -----------------------------/

We walk the graph left to right to get L, then right to left, and at every
node multiply the incoming derivative with the local one.
"""
import numpy as np


rng = np.random.default_rng(3)
x = rng.uniform(-1.0, 1.0, size=40)
y = 2.5 * x - 0.8 + 0.1 * rng.standard_normal(40)
N = x.size

w = rng.standard_normal()
b = 0.0
eta = 0.1

for step in range(151):
    # ---------- forward ----------
    u = w * x
    yhat = u + b
    r = yhat - y
    s = r ** 2
    L = s.mean()

    # ---------- backward ----------
    dL_dL = 1.0
    dL_ds = dL_dL * np.ones(N) / N        # mean node
    dL_dr = dL_ds * 2.0 * r               # square node
    dL_dyhat = dL_dr * 1.0                # minus node
    dL_du = dL_dyhat                      # plus node copies the gradient
    dL_db = np.sum(dL_dyhat)              # b is broadcast -> sum
    dL_dw = np.sum(dL_du * x)             # times node swaps its inputs

    if step % 25 == 0:
        print(f"{step:4d}  L = {L:.6f}   w = {w:+.4f}   b = {b:+.4f}")

    w = w - eta * dL_dw
    b = b - eta * dL_db

print("final:", f"w={w:.5f}", f"b={b:.5f}")
