import numpy as np
import numpy.random as npr

"""Ridge with the objective as a SUM, the printed number is a mean."""

npr.seed(1066)
n, p = 60, 8
lam = 2.0
X = npr.standard_normal((n, p))
beta_true = np.where(np.arange(p) % 2 == 0, 1.0, 0.0)
y = X.dot(beta_true) + npr.standard_normal(n) * 0.4

results = {}
for rate in (1e-4, 1e-3, 4e-3):
    beta = np.zeros(p)
    mses = np.zeros(200)
    for i in range(200):
        r = y - X.dot(beta)
        mses[i] = r.dot(r) / n
        beta = beta + rate * (2 * X.T.dot(r) - 2 * lam * beta)
    results[rate] = (beta, mses)
    print("rate %g: first mse %.4f, last mse %.4f" % (rate, mses[0], mses[-1]))

beta = results[4e-3][0]
closed = np.linalg.solve(X.T @ X + lam * np.eye(p), X.T @ y)
print("gradient descent", np.round(beta, 4))
print("closed form     ", np.round(closed, 4))
