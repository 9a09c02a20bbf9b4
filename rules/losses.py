"""Losses by hand, and the modules of torch.nn that compute the same.

The body is the value that a script computes; scripts are matched by what comes out, not by how it is written.
An assertion says what a rule is not meant for.
Means come before sums, losses of plain outputs before losses of probabilities.
"""

import torch

from np2torch.words import Array, loss


@loss
def mean_squared_error(input: Array, target: Array):
    value = ((input - target) ** 2).mean()
    return torch.nn.MSELoss()


@loss
def sum_of_squares(input: Array, target: Array):
    value = ((input - target) ** 2).sum()
    return torch.nn.MSELoss(reduction="sum")


@loss
def cross_entropy(input: Array, target: Array):
    assert not torch.allclose(input, torch.log_softmax(input, dim=1)), "these are log-probabilities"
    value = -(target * torch.log_softmax(input, dim=1)).sum() / len(input)
    return torch.nn.CrossEntropyLoss()


@loss
def cross_entropy_of_classes(input: Array, target: Array):
    assert not torch.allclose(input, torch.log_softmax(input, dim=1)), "these are log-probabilities"
    value = -torch.log_softmax(input, dim=1)[torch.arange(len(target)), target].mean()
    return torch.nn.CrossEntropyLoss()


@loss
def summed_cross_entropy(input: Array, target: Array):
    assert not torch.allclose(input, torch.log_softmax(input, dim=1)), "these are log-probabilities"
    value = -(target * torch.log_softmax(input, dim=1)).sum()
    return torch.nn.CrossEntropyLoss(reduction="sum")


@loss
def summed_cross_entropy_of_classes(input: Array, target: Array):
    assert not torch.allclose(input, torch.log_softmax(input, dim=1)), "these are log-probabilities"
    value = -torch.log_softmax(input, dim=1)[torch.arange(len(target)), target].sum()
    return torch.nn.CrossEntropyLoss(reduction="sum")


@loss
def binary_cross_entropy_with_logits(input: Array, target: Array):
    value = (torch.logaddexp(torch.zeros_like(input), input) - target * input).mean()
    return torch.nn.BCEWithLogitsLoss()


@loss
def summed_binary_cross_entropy_with_logits(input: Array, target: Array):
    value = (torch.logaddexp(torch.zeros_like(input), input) - target * input).sum()
    return torch.nn.BCEWithLogitsLoss(reduction="sum")


@loss
def binary_cross_entropy(input: Array, target: Array):
    value = -(target * torch.log(input) + (1 - target) * torch.log(1 - input)).mean()
    return torch.nn.BCELoss()


@loss
def summed_binary_cross_entropy(input: Array, target: Array):
    value = -(target * torch.log(input) + (1 - target) * torch.log(1 - input)).sum()
    return torch.nn.BCELoss(reduction="sum")


@loss
def absolute_error(input: Array, target: Array):
    value = torch.abs(input - target).mean()
    return torch.nn.L1Loss()


@loss
def summed_absolute_error(input: Array, target: Array):
    value = torch.abs(input - target).sum()
    return torch.nn.L1Loss(reduction="sum")


@loss
def negative_log_likelihood(input: Array, target: Array):
    value = -input[torch.arange(len(target)), target].mean()
    return torch.nn.NLLLoss()


@loss
def poisson(input: Array, target: Array):
    value = (torch.exp(input) - target * input).mean()
    return torch.nn.PoissonNLLLoss()


@loss
def huber(input: Array, target: Array):
    value = torch.where(torch.abs(input - target) < 1, 0.5 * (input - target) ** 2, torch.abs(input - target) - 0.5).mean()
    return torch.nn.HuberLoss()
