"""Turns NumPy training scripts into PyTorch, stage by stage, and proves it by running both."""

__version__ = "0.1.0"
