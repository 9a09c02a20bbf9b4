"""Layers and activations by hand, and the modules of torch.nn that compute the same.

A layer's rule says what a script computes (`forward`), the module, its parameters from the script's and the script's
from its, and the call that takes the place of the script's expression. Matched by what comes out.
"""

import torch

from np2torch.words import Array, activation, layer


@layer
def rows(x: Array, W: Array, b: Array):
    forward = x @ W + b
    module = torch.nn.Linear(W.shape[0], W.shape[1])
    weight, bias = W.T, b
    W, b = weight.T, bias
    return module(x)


@layer
def rows_and_a_row_of_biases(x: Array, W: Array, b: Array):
    forward = x @ W + b
    module = torch.nn.Linear(W.shape[0], W.shape[1])
    weight, bias = W.T, b.squeeze(0)
    W, b = weight.T, bias.unsqueeze(0)
    return module(x)


@layer
def rows_and_one_bias(x: Array, W: Array, b: Array):
    forward = x @ W + b
    module = torch.nn.Linear(W.shape[0], W.shape[1])
    weight, bias = W.T, b.unsqueeze(0)
    W, b = weight.T, bias.squeeze(0)
    return module(x)


@layer
def rows_without_bias(x: Array, W: Array):
    forward = x @ W
    module = torch.nn.Linear(W.shape[0], W.shape[1], bias=False)
    (weight,) = (W.T,)
    (W,) = (weight.T,)
    return module(x)


@layer
def transposed_rows(x: Array, W: Array, b: Array):
    forward = x @ W.T + b
    module = torch.nn.Linear(W.shape[1], W.shape[0])
    weight, bias = W, b
    W, b = weight, bias
    return module(x)


@layer
def one_output(x: Array, w: Array, b: Array):
    forward = x @ w + b
    module = torch.nn.Linear(w.shape[0], 1)
    weight, bias = w.unsqueeze(0), b.unsqueeze(0)
    w, b = weight.squeeze(0), bias.squeeze(0)
    return module(x).squeeze(-1)


@layer
def one_output_and_a_bias_in_an_array(x: Array, w: Array, b: Array):
    forward = x @ w + b
    module = torch.nn.Linear(w.shape[0], 1)
    weight, bias = w.unsqueeze(0), b
    w, b = weight.squeeze(0), bias
    return module(x).squeeze(-1)


@layer
def one_output_without_bias(x: Array, w: Array):
    forward = x @ w
    module = torch.nn.Linear(w.shape[0], 1, bias=False)
    (weight,) = (w.unsqueeze(0),)
    (w,) = (weight.squeeze(0),)
    return module(x).squeeze(-1)


@layer
def line(x: Array, w: Array, b: Array):
    forward = w * x + b
    module = torch.nn.Linear(1, 1)
    weight, bias = w.reshape(1, 1), b.reshape(1)
    w, b = weight.squeeze(), bias.squeeze()
    return module(x.unsqueeze(-1)).squeeze(-1)


@layer
def line_without_bias(x: Array, w: Array):
    forward = w * x
    module = torch.nn.Linear(1, 1, bias=False)
    (weight,) = (w.reshape(1, 1),)
    (w,) = (weight.squeeze(),)
    return module(x.unsqueeze(-1)).squeeze(-1)


@layer
def columns(x: Array, W: Array, b: Array):
    forward = W @ x + b
    module = torch.nn.Linear(W.shape[1], W.shape[0])
    weight, bias = W, b.squeeze(1)
    W, b = weight, bias.unsqueeze(1)
    return module(x.T).T


@layer
def columns_without_bias(x: Array, W: Array):
    forward = W @ x
    module = torch.nn.Linear(W.shape[1], W.shape[0], bias=False)
    (weight,) = (W,)
    (W,) = (weight,)
    return module(x.T).T


@layer
def one_example(x: Array, W: Array, b: Array):
    forward = W @ x + b
    module = torch.nn.Linear(W.shape[1], W.shape[0])
    weight, bias = W, b
    W, b = weight, bias
    return module(x)


@activation
def relu(x: Array):
    value = torch.relu(x)
    return torch.nn.ReLU()


@activation
def sigmoid(x: Array):
    value = torch.sigmoid(x)
    return torch.nn.Sigmoid()


@activation
def tanh(x: Array):
    value = torch.tanh(x)
    return torch.nn.Tanh()


@activation
def softplus(x: Array):
    value = torch.logaddexp(torch.zeros_like(x), x)
    return torch.nn.Softplus()


@activation
def leaky_relu(x: Array):
    value = torch.where(x > 0, x, 0.01 * x)
    return torch.nn.LeakyReLU()


@activation
def leaky_relu_of_a_tenth(x: Array):
    value = torch.where(x > 0, x, 0.1 * x)
    return torch.nn.LeakyReLU(0.1)


@activation
def leaky_relu_of_a_fifth(x: Array):
    value = torch.where(x > 0, x, 0.2 * x)
    return torch.nn.LeakyReLU(0.2)


@activation
def silu(x: Array):
    value = x * torch.sigmoid(x)
    return torch.nn.SiLU()


@activation
def gelu(x: Array):
    value = 0.5 * x * (1 + torch.erf(x / 2**0.5))
    return torch.nn.GELU()


@activation
def gelu_by_tanh(x: Array):
    value = 0.5 * x * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (x + 0.044715 * x**3)))
    return torch.nn.GELU(approximate="tanh")


@activation
def softsign(x: Array):
    value = x / (1 + torch.abs(x))
    return torch.nn.Softsign()


@activation
def elu(x: Array):
    value = torch.where(x > 0, x, torch.exp(x) - 1)
    return torch.nn.ELU()


@activation
def softmax(x: Array):
    value = torch.exp(x) / torch.exp(x).sum(dim=1, keepdim=True)
    return torch.nn.Softmax(dim=1)
