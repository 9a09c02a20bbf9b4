"""The stand-in for torch against torch: the same values, gradients and errors."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from np2torch.rehearsal.conditions import Conditions
from np2torch.rehearsal.run import rehearse
from np2torch.rehearsal.world import World

LEAVES = """
a = torch.tensor([[0.3, -0.2, 0.5], [1.1, 0.7, -0.4]], requires_grad=True)
b = torch.tensor([[0.3, 0.9], [0.1, -1.2], [0.4, 0.6]], requires_grad=True)
c = torch.tensor([0.5, 0.25, -0.75], requires_grad=True)
k = torch.tensor([1, 0])
m = torch.tensor([[True, False, True], [False, True, True]])
"""

EXPRESSIONS = """
(a @ b).sum()
(a @ b @ c[:2]).sum()
torch.tanh(a @ b).pow(2).mean()
F.cross_entropy(a, k)
F.cross_entropy(a, k, reduction="sum")
F.cross_entropy(a @ b @ b.T, torch.softmax(b.T.detach(), 1))
F.binary_cross_entropy(torch.sigmoid(a), m.to(torch.float64))
F.binary_cross_entropy_with_logits(a, m.double(), reduction="sum")
F.mse_loss(a, a.detach() * 2, reduction="sum")
torch.relu(a + c).sum() * 3 - (a[:, 1:] * c[[0, 2]]).sum()
a.std() + a.var(dim=0, correction=0).sum()
(a.max(dim=1).values * a.amax(dim=1)).sum() + torch.max(a)
torch.clamp(a, min=0).sum() + a.clamp(-0.1, 0.6).prod()
torch.where(a > 0, a * 2, a ** 2).sum()
torch.cat([a, c[None]], dim=0).cumsum(0).sum() + torch.stack([c, c * 2]).T.reshape(-1)[2]
torch.einsum("ij,jk->ik", a, b).norm()
torch.outer(c, c).trace() + torch.diag(c).sum() + torch.tril(b[:2]).sum()
(a[m] * 2).sum() + a[torch.arange(2), k].sum()
torch.logsumexp(a, 1).sum() + torch.log_softmax(b, 0)[0, 1]
F.softplus(a).sum() + F.gelu(a).sum() + F.silu(a).sum() + F.elu(a).sum() + F.leaky_relu(a).sum()
F.huber_loss(a, a.detach() * 3) + F.smooth_l1_loss(a, a.detach() * 0) + F.l1_loss(a, a.detach() * 2)
torch.maximum(a, c.expand(2, 3)).sum() + torch.minimum(a, c * 1).sum()
torch.linalg.norm(a, dim=1).sum() + torch.exp(-a).mean() + torch.sqrt(a ** 2 + 1).sum()
a.unsqueeze(0).permute(2, 0, 1).squeeze().flip(0)[0, 0] * c.repeat_interleave(2)[3] * a.repeat(2, 1)[3, 1]
F.poisson_nll_loss(a, m.double()) + F.nll_loss(torch.log_softmax(a, 1), k)
F.kl_div(torch.log_softmax(a, 1), torch.softmax(a.detach() * 2, 1), reduction="batchmean")
(1 / (1 + torch.exp(-(a @ b + 1)))).log().sum()
torch.abs(a - 0.3).sum() + (2 ** a).sum() + torch.logaddexp(a, c).sum() + torch.atan2(a, c).sum()
(torch.stack(list(a))[1] * torch.vstack([c, c])[0]).dot(c)
(b.unfold(0, 2, 1) ** 2).sum() + torch.roll(c, 1)[0] + F.pad(a, (1, 1))[0, 1]
torch.relu(a - 0.3).sum() + torch.clamp(a - 0.3, min=0).sum()
torch.maximum(a - 0.3, torch.zeros_like(a)).sum() + torch.abs(a - 0.3).sum()
torch.amax(a * 0, dim=1).sum() + (a * 0).max()
""".strip().splitlines()


@pytest.fixture(autouse=True)
def _double() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def outcome(library: Any, expression: str) -> list[float]:
    """The value of an expression, and the gradients of the leaves."""
    names: dict[str, Any] = {"torch": library, "F": library.nn.functional}
    exec(f"{LEAVES}\nvalue = {expression}\nvalue.backward()", names)
    gradients = [names[n].grad for n in "abc"]
    return [names["value"].item(), *(x for g in gradients if g is not None for x in flat(g.tolist()))]


def flat(value: Any) -> list[float]:
    return [x for v in value for x in flat(v)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_values_and_gradients(expression: str) -> None:
    assert outcome(World().torch, expression) == pytest.approx(outcome(torch, expression), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("w = torch.zeros(2, requires_grad=True)\nw -= 1", id="leaf-in-place"),
        pytest.param("w = torch.zeros(2, requires_grad=True)\nw[0] = 1.0", id="view-of-a-leaf"),
        pytest.param("w = torch.zeros(2, requires_grad=True)\nw.numpy()", id="numpy-of-a-leaf"),
        pytest.param("w = torch.zeros(2, requires_grad=True)\n(w * 2).backward()", id="backward-of-a-vector"),
        pytest.param("torch.zeros(2).sum().backward()", id="nothing-requires-grad"),
        pytest.param(
            "w = torch.ones(2, requires_grad=True)\nh = torch.exp(w)\nh += 1\nh.sum().backward()",
            id="saved-result-changed",
        ),
        pytest.param(
            "w = torch.ones(2, requires_grad=True)\nh = w * 1\ny = h * h\nh += 1\ny.sum().backward()",
            id="saved-operand-changed",
        ),
        pytest.param(
            "w = torch.ones(2, requires_grad=True)\ny = (w * w).sum()\ny.backward()\ny.backward()", id="graph-freed"
        ),
        pytest.param("torch.tensor([1, 2]) @ torch.tensor([1.0, 2.0])", id="product-of-two-dtypes"),
        pytest.param("torch.tensor([1, 2]).mean()", id="mean-of-integers"),
        pytest.param("x = torch.tensor([1, 2])\nx += 0.5", id="integers-in-place"),
        pytest.param("torch.tensor([1.0, 2.0])[::-1]", id="negative-step"),
        pytest.param("torch.exp(1.0)", id="function-of-a-number"),
        pytest.param("torch.maximum(torch.zeros(2), 0.0)", id="maximum-with-a-number"),
        pytest.param("torch.tensor([True]) - torch.tensor([False])", id="subtraction-of-masks"),
        pytest.param("round(torch.tensor(1.5))", id="round"),
        pytest.param(
            "torch.nn.functional.binary_cross_entropy(torch.tensor([1.5]), torch.tensor([1.0]))", id="no-probability"
        ),
    ],
)
def test_what_torch_refuses_is_refused(program: str) -> None:
    with pytest.raises((RuntimeError, TypeError, ValueError)):
        exec(f"import torch\n{program}", {})
    assert rehearse(f"import torch\n{program}", Conditions()).error


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            "w = torch.ones(2, requires_grad=True)\nh = w + 1\nh += 1\nh.sum().backward()\nprint(w.grad.tolist())",
            id="sum-saves-nothing",
        ),
        pytest.param(
            "w = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    w -= 1\nprint(w.tolist(), w.requires_grad)",
            id="no-grad",
        ),
        pytest.param("w = torch.ones(2, requires_grad=True)\nw.data -= 1\nprint(w.tolist())", id="data"),
        pytest.param("x = torch.arange(6.0).reshape(2, 3)\ny = x.T\ny[0, 1] = 9\nprint(x.tolist())", id="views-share"),
        pytest.param(
            "x = torch.zeros(3, 3)\nx[[0, 2], 1] = 5\nx[x > 4] += 1\nprint(x.tolist())", id="written-through-an-index"
        ),
        pytest.param(
            "x = torch.arange(24).reshape(2, 3, 4)\nprint(x[:, [0, 2], 1].tolist(), x[0, :, [1, 2]].tolist())",
            id="mixed-index",
        ),
        pytest.param(
            "print((torch.tensor([1, 2]) / 2).dtype == torch.float64, torch.tensor([True]).sum().item())", id="dtypes"
        ),
    ],
)
def test_what_torch_prints_is_printed(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(f"import torch\n{program}", {})
    rehearsed = rehearse(f"import torch\n{program}", Conditions())
    assert rehearsed.error == ""
    assert rehearsed.printed == capsys.readouterr().out


def test_modules_and_optimizers_train_as_in_torch() -> None:
    program = """
import torch
net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
with torch.no_grad():
    net[0].weight.copy_(torch.tensor([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]]))
    net[2].weight.fill_(0.2)
    for layer in (net[0], net[2]):
        layer.bias.zero_()
x = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
y = x.sum(dim=1, keepdim=True)
loss_fn = torch.nn.MSELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    loss = loss_fn(net(x), y)
    loss.backward()
    optimizer.step()
values = [v for p in net.parameters() for v in p.detach().reshape(-1).tolist()]
"""
    from np2torch.rehearsal.optimizers import optimizer_classes
    from np2torch.rulebook import read_rulebook

    names: dict[str, Any] = {}
    exec(program, names)
    rehearsed = rehearse(program, Conditions(optimizers=optimizer_classes(read_rulebook().optimizers())))
    assert rehearsed.error == ""
    assert rehearsed.names["values"] == pytest.approx(names["values"], rel=1e-9)


@pytest.mark.parametrize(
    "program",
    [
        "().__class__.__base__.__subclasses__()",
        "open('/etc/passwd').read().splitlines()[0].upper().foo",
        "__import__('os').getcwd()",
        "import os\nos.system('echo reached')",
        "getattr(print, '__globals__')",
        "exec('1')",
    ],
)
def test_a_rehearsal_reaches_nothing_outside(program: str, capfd: pytest.CaptureFixture[str]) -> None:
    rehearse(program, Conditions())
    assert capfd.readouterr().out == ""


def test_a_rehearsal_ends() -> None:
    assert rehearse("x = 0\nwhile True:\n    x += 1", Conditions(budget=10_000)).out_of_budget


def test_special_functions_give_what_ieee_arithmetic_gives() -> None:
    program = (
        "import torch\nv = torch.log(torch.tensor([0.0, -1.0])).tolist() + torch.exp(torch.tensor([1e4])).tolist()"
    )
    assert [str(v) for v in rehearse(program, Conditions()).names["v"]] == [
        str(-math.inf),
        str(math.nan),
        str(math.inf),
    ]
