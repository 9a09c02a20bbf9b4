"""Rates that fall over the epochs, and the schedulers of torch.optim that compute the same.

`factor` is what the first rate is multiplied by after `t` calls of `scheduler.step()`. Scripts are matched by the
factors that come out, not by how they are written. A rate by a formula that no rule has becomes a `LambdaLR`.
"""

import torch

from np2torch.words import schedule


@schedule
def exponential(t, *, gamma):
    factor = gamma**t
    return torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=gamma)


@schedule
def by_steps(t, *, step_size, gamma=0.1):
    factor = gamma ** (t // step_size)
    return torch.optim.lr_scheduler.StepLR(optimizer, step_size=step_size, gamma=gamma)


@schedule
def at_milestones(t, *, milestones, gamma=0.1):
    factor = gamma ** sum([t >= m for m in milestones])
    return torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=milestones, gamma=gamma)
