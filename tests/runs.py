"""Scripts as text for the tests of verification, and runs made up by hand."""

from __future__ import annotations

from array import array
from pathlib import Path
from textwrap import dedent

from np2torch.verify.run import Run, Script, Value

DESCENT = """
import numpy as np

x = np.array([1.0, 2.0, 3.0])
y = np.array([2.0, 4.1, 5.9])
w, b = np.array([0.5]), 0.0
for step in range(50):
    error = w * x + b - y
    w -= 0.05 * (2 * error * x).mean()
    b -= 0.05 * (2 * error).mean()
    if step % 10 == 0:
        print(f"step {step}: loss {(error ** 2).mean():.6f}")
print(w, b)
"""

MIGRATED = """
import torch

torch.set_default_dtype(torch.float64)
x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([2.0, 4.1, 5.9])
model = torch.nn.Linear(1, 1)
with torch.no_grad():
    model.weight.fill_(0.5)
    model.bias.fill_(0.0)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for step in range(50):
    error = model(x.reshape(-1, 1))[:, 0] - y
    loss = (error ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 10 == 0:
        print(f"step {step}: loss {loss:.6f}")
print(model.weight.detach().numpy()[0], model.bias.item())
"""


def script(folder: Path, name: str, text: str) -> Script:
    return Script(folder / name, dedent(text))


def value(name: str, *numbers: float, shape: tuple[int, ...] | None = None, place: int = -1, **more: object) -> Value:
    """Each has a place of its own unless one is given."""
    shape = (len(numbers),) if shape is None else shape
    own = place if place >= 0 else abs(hash((name, numbers)))
    return Value(name, shape, str(more.pop("dtype", "float64")), array("d", numbers), own, **more)  # type: ignore[arg-type]


def run_of(*values: Value, text: str = "", printed: str = "", name: str = "a.py", **more: object) -> Run:
    wanted = {v.name: (v.name,) for v in values}
    made = {"wanted": wanted, "printed": printed} | more
    return Run(Script(Path(name), text), {v.name: v for v in values}, **made)  # type: ignore[arg-type]
