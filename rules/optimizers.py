"""Updates of parameters, and the optimizers of torch.optim that do the same arithmetic.

The body is the update by hand of one parameter `p` with its gradient `g`; what comes after `g` is state, with the
values that it starts from. The hyper-parameters have PyTorch's defaults. Scripts are matched by what they compute,
not by how it is written: any arrangement of the same arithmetic is the same update.
"""

from math import sqrt

import torch

from np2torch.words import optimizer


@optimizer
def sgd(p, g, *, lr=1e-3):
    p = p - lr * g
    return torch.optim.SGD([p], lr=lr)


@optimizer
def sgd_with_decay(p, g, *, lr=1e-3, weight_decay=0):
    p = p - lr * (g + weight_decay * p)
    return torch.optim.SGD([p], lr=lr, weight_decay=weight_decay)


@optimizer
def momentum(p, g, v=0, *, lr=1e-3, momentum=0):
    v = momentum * v + g
    p = p - lr * v
    return torch.optim.SGD([p], lr=lr, momentum=momentum)


@optimizer
def momentum_with_decay(p, g, v=0, *, lr=1e-3, momentum=0, weight_decay=0):
    v = momentum * v + g + weight_decay * p
    p = p - lr * v
    return torch.optim.SGD([p], lr=lr, momentum=momentum, weight_decay=weight_decay)


@optimizer
def averaged_momentum(p, g, v=0, *, lr=1e-3, momentum=0):
    v = momentum * v + (1 - momentum) * g
    p = p - lr * v
    return torch.optim.SGD([p], lr=lr * (1 - momentum), momentum=momentum)


@optimizer
def nesterov(p, g, v=0, *, lr=1e-3, momentum=0):
    v = momentum * v + g
    p = p - lr * (g + momentum * v)
    return torch.optim.SGD([p], lr=lr, momentum=momentum, nesterov=True)


@optimizer
def adagrad(p, g, s=0, *, lr=1e-2, eps=1e-10):
    s = s + g * g
    p = p - lr * g / (sqrt(s) + eps)
    return torch.optim.Adagrad([p], lr=lr, eps=eps)


@optimizer
def adagrad_inside_the_root(p, g, s=0, *, lr=1e-2, eps=1e-10):
    s = s + g * g
    p = p - lr * g / sqrt(s + eps)
    return torch.optim.Adagrad([p], lr=lr, eps=0, initial_accumulator_value=eps)


@optimizer
def rmsprop(p, g, s=0, *, lr=1e-2, alpha=0.99, eps=1e-8):
    s = alpha * s + (1 - alpha) * g * g
    p = p - lr * g / (sqrt(s) + eps)
    return torch.optim.RMSprop([p], lr=lr, alpha=alpha, eps=eps)


@optimizer
def rmsprop_with_momentum(p, g, s=0, v=0, *, lr=1e-2, alpha=0.99, eps=1e-8, momentum=0):
    s = alpha * s + (1 - alpha) * g * g
    v = momentum * v + g / (sqrt(s) + eps)
    p = p - lr * v
    return torch.optim.RMSprop([p], lr=lr, alpha=alpha, eps=eps, momentum=momentum)


@optimizer
def centered_rmsprop(p, g, s=0, m=0, *, lr=1e-2, alpha=0.99, eps=1e-8):
    s = alpha * s + (1 - alpha) * g * g
    m = alpha * m + (1 - alpha) * g
    p = p - lr * g / (sqrt(s - m * m) + eps)
    return torch.optim.RMSprop([p], lr=lr, alpha=alpha, eps=eps, centered=True)


@optimizer
def adam(p, g, m=0, s=0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g * g
    p = p - lr * (m / (1 - beta1**t)) / (sqrt(s / (1 - beta2**t)) + eps)
    return torch.optim.Adam([p], lr=lr, betas=(beta1, beta2), eps=eps)


@optimizer
def adam_with_decay(p, g, m=0, s=0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0):
    t = t + 1
    g = g + weight_decay * p
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g * g
    p = p - lr * (m / (1 - beta1**t)) / (sqrt(s / (1 - beta2**t)) + eps)
    return torch.optim.Adam([p], lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=weight_decay)


@optimizer
def adamw(p, g, m=0, s=0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g * g
    p = p - lr * weight_decay * p
    p = p - lr * (m / (1 - beta1**t)) / (sqrt(s / (1 - beta2**t)) + eps)
    return torch.optim.AdamW([p], lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=weight_decay)


@optimizer
def amsgrad(p, g, m=0, s=0, top=0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g * g
    top = max(top, s)
    p = p - lr * (m / (1 - beta1**t)) / (sqrt(top / (1 - beta2**t)) + eps)
    return torch.optim.Adam([p], lr=lr, betas=(beta1, beta2), eps=eps, amsgrad=True)


@optimizer
def adamax(p, g, m=0, u=0, t=0, *, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    u = max(beta2 * u, abs(g) + eps)
    p = p - lr / (1 - beta1**t) * m / u
    return torch.optim.Adamax([p], lr=lr, betas=(beta1, beta2), eps=eps)


@optimizer
def nadam(p, g, m=0, s=0, product=1, t=0, *, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, momentum_decay=4e-3):
    t = t + 1
    now = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))
    then = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
    product = product * now
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g * g
    step = g * (1 - now) / (1 - product) + m * then / (1 - product * then)
    p = p - lr * step / (sqrt(s / (1 - beta2**t)) + eps)
    return torch.optim.NAdam([p], lr=lr, betas=(beta1, beta2), eps=eps, momentum_decay=momentum_decay)


@optimizer
def adadelta(p, g, s=0, d=0, *, lr=1.0, rho=0.9, eps=1e-6):
    s = rho * s + (1 - rho) * g * g
    step = sqrt(d + eps) / sqrt(s + eps) * g
    d = rho * d + (1 - rho) * step * step
    p = p - lr * step
    return torch.optim.Adadelta([p], lr=lr, rho=rho, eps=eps)
