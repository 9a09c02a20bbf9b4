# Not gradient training: EM for a two-component Gaussian mixture, parameters are re-estimated in closed form.
import numpy as np

np.random.seed(88)
data = np.concatenate([np.random.normal(-2.0, 0.7, 120), np.random.normal(1.5, 1.1, 80)])

mu = np.array([-1.0, 1.0])
sigma = np.array([1.0, 1.0])
weight = np.array([0.5, 0.5])
nll_history = []

for step in range(60):
    # E-step
    dens = weight * np.exp(-0.5 * ((data[:, None] - mu) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    nll = -np.mean(np.log(dens.sum(axis=1)))
    nll_history.append(nll)
    resp = dens / dens.sum(axis=1, keepdims=True)
    # M-step
    nk = resp.sum(axis=0)
    mu = (resp * data[:, None]).sum(axis=0) / nk
    sigma = np.sqrt((resp * (data[:, None] - mu) ** 2).sum(axis=0) / nk)
    weight = nk / len(data)
    if step % 10 == 0:
        print("step", step, "nll", nll)

print("mu", mu, "sigma", sigma, "weight", weight)
