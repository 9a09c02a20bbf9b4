"""What the user wants of the whole program: its precision, its device, whose random numbers, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass

DTYPES = ("float64", "float32")
DEVICES = ("cpu", "cuda", "mps", "auto")
STREAMS = ("numpy", "torch")


@dataclass(frozen=True, slots=True)
class Target:
    """`device` is "" where the program says nothing of one."""

    dtype: str = "float64"
    device: str = ""
    rng: str = "numpy"
    unsafe: bool = False  # whether gradients may be replaced that are not proved

    @property
    def names(self) -> tuple[str, ...]:
        """The rule files that bring the converted program there, in their order (`rules/options/NAME.py`)."""
        return ("float32",) * (self.dtype == "float32") + ("device",) * bool(self.device)

    @property
    def place(self) -> str:
        """The device as the program says it: MPS computes in float32 only."""
        if self.device != "auto":
            return f'"{self.device}"'
        other = '"mps" if torch.backends.mps.is_available() else "cpu"' if self.dtype == "float32" else '"cpu"'
        return f'"cuda" if torch.cuda.is_available() else {other}'
