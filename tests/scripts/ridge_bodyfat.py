import numpy as np

def make_data(n_samples=80, n_features=6, noise=0.5):
    rng = np.random.RandomState(42)
    X = rng.normal(size=(n_samples, n_features))
    # two of the columns are nearly copies => ridge helps
    X[:, 5] = X[:, 4] + 0.01 * rng.normal(size=n_samples)
    coef = np.array([1.5, -2.0, 0.0, 0.7, 1.0, 1.0])
    y = X @ coef + 3.0 + noise * rng.normal(size=n_samples)
    return X, y


def train_ridge(X, y, lam=0.1, lr=0.05, n_iter=500, verbose=True):
    """Minimise  mean((Xw + b - y)^2) + lam * ||w||^2   (b is not penalised)."""
    n, d = X.shape
    w = np.zeros(d)
    b = 0.0
    history = []
    for i in range(n_iter):
        residual = X @ w + b - y
        loss = np.mean(residual ** 2) + lam * np.sum(w ** 2)
        history.append(loss)
        dw = 2 * (X.T @ residual) / n + 2 * lam * w
        db = 2 * np.mean(residual)
        w = w - lr * dw
        b = b - lr * db
        if verbose and i % 50 == 0:
            print(f"iter {i:3d} | loss {loss:.6f}")
    return w, b, history


X, y = make_data()
w, b, history = train_ridge(X, y)
print("weights", w)
print("bias", b)

# compare with the closed form on centred data
Xc = X - X.mean(axis=0)
yc = y - y.mean()
w_exact = np.linalg.solve(Xc.T @ Xc / len(y) + 0.1 * np.eye(6), Xc.T @ yc / len(y))
print("exact  ", w_exact)
print("max difference", np.abs(w - w_exact).max())
