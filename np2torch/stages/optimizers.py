"""`torch.optim` as rehearsals know it: what the rules for optimizers and for schedules say."""

from __future__ import annotations

from typing import Any

from ..rehearsal.optimizers import optimizer_classes
from ..rehearsal.schedulers import scheduler_classes
from ..rulebook import Rulebook


def torch_optim(rulebook: Rulebook) -> dict[str, Any]:
    """The names of `torch.optim`."""
    return {**optimizer_classes(rulebook.optimizers()), "lr_scheduler": scheduler_classes(rulebook.schedules())}
