from typing import Tuple

import numpy as np

Params = Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def init_params(rng: np.random.Generator, n_in: int, n_hid: int) -> Params:
    W1 = rng.standard_normal((n_in, n_hid)) * np.sqrt(2.0 / n_in)
    b1 = np.zeros(n_hid)
    W2 = rng.standard_normal((n_hid, 1)) * np.sqrt(2.0 / n_hid)
    b2 = np.zeros(1)
    return W1, b1, W2, b2


def loss_and_grads(params: Params, X: np.ndarray, y: np.ndarray) -> Tuple[float, Params]:
    W1, b1, W2, b2 = params
    z1 = X @ W1 + b1
    a1 = np.maximum(0, z1)
    out = a1 @ W2 + b2
    diff = out - y
    loss = float(np.mean(diff ** 2))

    dout = 2.0 * diff / len(X)
    dW2 = a1.T @ dout
    db2 = dout.sum(axis=0)
    da1 = dout @ W2.T
    dz1 = da1 * (z1 > 0)
    dW1 = X.T @ dz1
    db1 = dz1.sum(axis=0)
    return loss, (dW1, db1, dW2, db2)


def sgd_step(params: Params, grads: Params, lr: float) -> Params:
    return tuple(p - lr * g for p, g in zip(params, grads))


def main() -> None:
    rng = np.random.default_rng(99)
    X = rng.uniform(-1, 1, size=(100, 2))
    y = (X[:, :1] * X[:, 1:]) + 0.5 * X[:, :1]

    params = init_params(rng, 2, 16)
    for epoch in range(300):
        loss, grads = loss_and_grads(params, X, y)
        params = sgd_step(params, grads, lr=0.1)
        if epoch % 50 == 0:
            print(f"epoch={epoch} loss={loss:.6f}")
    final, _ = loss_and_grads(params, X, y)
    print(f"final loss={final:.6f}")


if __name__ == "__main__":
    main()
