# Not a plain gradient: Oja's local Hebbian rule (w += eta*y*(x - y*w)), there is no loss that it descends sample by sample.
import numpy as np

np.random.seed(60)
C = np.array([[3.0, 1.2, 0.3], [1.2, 2.0, 0.5], [0.3, 0.5, 1.0]])
samples = np.random.multivariate_normal(np.zeros(3), C, size=2000)

w = np.random.randn(3)
w /= np.linalg.norm(w)
eta = 0.005

for t, x in enumerate(samples):
    y = w @ x
    w += eta * y * (x - y * w)
    if t % 400 == 0:
        print(t, "norm", np.linalg.norm(w))

eigval, eigvec = np.linalg.eigh(C)
cosine = abs(w @ eigvec[:, -1]) / np.linalg.norm(w)
print("cosine with first principal axis: %.4f" % cosine)
