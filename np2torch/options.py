"""What the command line says, and what its exit codes mean."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .convert import NUMPYS, STAGES
from .folder import Selection
from .target import Target

WHOLE = Selection()
DONE, DIFFERS, UNUSABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Options:
    """Of `convert`."""

    stage: str = "autograd"
    output: Path | None = None
    diff: bool = False
    side_by_side: bool = False
    check: bool = False
    in_place: bool = False
    force: bool = False
    strict: bool = False
    verify: bool = False
    rules: tuple[Path, ...] = ()
    timeout: float = 60.0
    target: Target = NUMPYS
    report: Path | None = None
    output_format: str = "text"
    trace: bool = False
    keep_outputs: bool = False
    jobs: int | None = None
    selection: Selection = WHOLE
    stages: tuple[tuple[str, str], ...] = ()  # patterns of files below `base`, and the furthest stage for them
    base: Path = Path()
    colours: tuple[bool, bool] = (False, False)  # on standard output, on standard error

    def stage_of(self, name: str) -> str:
        """The furthest stage for a file."""
        if not self.stages:
            return self.stage
        from .folder import spec

        path = os.path.relpath(name, self.base).replace(os.sep, "/")
        wanted = [stage for pattern, stage in self.stages if spec([pattern]).match_file(path)]
        return min([self.stage, *wanted[-1:]], key=STAGES.index)

    @property
    def writes(self) -> bool:
        return not (self.diff or self.check)
