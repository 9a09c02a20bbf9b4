import numpy as np

# Fit y = a + b*x + c*x^2 with everything in one vector theta = (a, b, c).
# Stops when the loss hardly changes any more.

xs = np.array([-2.0, -1.6, -1.1, -0.7, -0.2, 0.1, 0.6, 0.9, 1.3, 1.8, 2.0])
ys = np.array([6.10, 4.02, 2.15, 1.21, 0.93, 1.07, 2.12, 2.80, 4.31, 7.02, 8.05])


def features(x):
    return np.column_stack((np.ones_like(x), x, x * x))


PHI = features(xs)


def loss_fn(theta):
    return np.mean((PHI @ theta - ys) ** 2)


def grad_fn(theta):
    return 2.0 / len(ys) * PHI.T @ (PHI @ theta - ys)


def fit(theta, step=0.05, tol=1e-10, max_steps=20000):
    prev = loss_fn(theta)
    k = 0
    while k < max_steps:
        theta = theta - step * grad_fn(theta)
        cur = loss_fn(theta)
        k += 1
        if abs(prev - cur) < tol:
            print("converged after", k, "steps")
            break
        prev = cur
        if k % 100 == 0:
            print("step", k, "loss", cur)
    return theta, cur


if __name__ == "__main__":
    theta0 = np.zeros(3)
    theta, final_loss = fit(theta0)
    print("a, b, c =", theta)
    print("final loss =", final_loss)
