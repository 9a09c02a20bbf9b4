# Not a plain gradient: the weights are binarised with sign() in the forward pass and the backward pass pretends sign() is the identity (straight-through estimator).
import numpy as np

rng = np.random.default_rng(40)
N, D = 200, 16
X = rng.standard_normal((N, D))
w_bin_true = rng.choice([-1.0, 1.0], size=D)
y = X @ w_bin_true + 0.5 * rng.standard_normal(N)

latent = 0.1 * rng.standard_normal(D)
scale = 1.0
lr = 0.02
for it in range(150):
    wb = np.sign(latent)
    pred = scale * (X @ wb)
    err = pred - y
    loss = np.mean(err ** 2)
    grad_wb = 2 * scale * X.T @ err / N
    grad_scale = 2 * np.mean(err * (X @ wb))
    # straight through: d latent := d wb, but only inside [-1, 1]
    grad_latent = grad_wb * (np.abs(latent) <= 1)
    latent = latent - lr * grad_latent
    scale = scale - lr * grad_scale
    if it % 15 == 0:
        print(f"it {it:3d} loss {loss:.4f} signs right {(np.sign(latent) == w_bin_true).mean():.3f}")

print("scale", scale)
print("binary weights", np.sign(latent).astype(int))
