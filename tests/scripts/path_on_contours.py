# Demo for the tutorial: the path of gradient descent over the contours of J(theta0, theta1)
import os
import tempfile

import numpy as np
import matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot as plt

x = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0])
y = np.array([1.1, 1.6, 1.8, 2.7, 2.9, 3.4, 4.2])
m = len(x)


def J(t0, t1):
    return sum((t0 + t1 * xi - yi) ** 2 for xi, yi in zip(x, y)) / (2 * m)


theta0, theta1 = -0.5, 2.5
eta = 0.15
path0, path1, costs = [theta0], [theta1], [J(theta0, theta1)]

for i in range(60):
    res = theta0 + theta1 * x - y
    d0 = res.mean()
    d1 = (res * x).mean()
    temp0 = theta0 - eta * d0
    temp1 = theta1 - eta * d1
    theta0 = temp0
    theta1 = temp1
    path0.append(theta0)
    path1.append(theta1)
    costs.append(J(theta0, theta1))

print("theta0 = {:.5f}, theta1 = {:.5f}, J = {:.6f}".format(theta0, theta1, costs[-1]))
for i in (0, 1, 2, 5, 10, 20, 60):
    print("  after {:2d} steps: ({:+.4f}, {:+.4f})  J = {:.5f}".format(i, path0[i], path1[i], costs[i]))

g0, g1 = np.meshgrid(np.linspace(-1, 3, 80), np.linspace(-0.5, 3, 80))
fig, ax = plt.subplots()
cs = ax.contour(g0, g1, J(g0, g1), levels=np.logspace(-2, 1.5, 15))
ax.clabel(cs, fontsize=7)
ax.plot(path0, path1, "r.-")
ax.set_title("gradient descent")
fig.savefig(os.path.join(tempfile.gettempdir(), "gd_path.png"), dpi=80)
plt.close(fig)
