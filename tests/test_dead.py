"""What is dead after a gradient was replaced goes, and nothing else does."""

from __future__ import annotations

from pathlib import Path

from examples import converted

SCRIPTS = Path(__file__).parent / "scripts"


def test_functions_chosen_at_run_time_go_with_their_gradient() -> None:
    """`slope = relu_slope if … else tanh_slope` is called by a name: all that it may be is dead."""
    conversion = converted(SCRIPTS / "activations_by_name.py")["autograd"]
    gone = ["relu_slope", "tanh_slope", "sigmoid_slope", "layer_backward", "def backward"]
    assert all(name in conversion.before and name not in conversion.after for name in gone)
    assert "def activation_of" in conversion.after
