"""What the tool has to say about a place in a program."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Trust(enum.Enum):
    """The evidence behind a change."""

    RULE = "by rule"
    GRADIENT = "by gradient check"
    RUN = "by run"
    BRIDGE = "NumPy goes on doing it, behind a bridge"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something left as it was, and why. Lines count from 1, columns from 1."""

    line: int
    column: int
    code: str
    message: str

    @property
    def is_remark(self) -> bool:
        """Whether it says what was done, and not what was left."""
        return self.code in REMARKS

    def text(self, path: str) -> str:
        """One line, whatever of the program it quotes."""
        message = " ".join(self.message.split()) if "\n" in self.message else self.message
        return f"{path}:{self.line}:{self.column}: {self.code} {message}"


@dataclass(frozen=True, slots=True)
class Change:
    """Something rewritten: where it stood, what did it, and on what evidence."""

    line: int
    what: str
    trust: Trust


REMARKS = frozenset({"NT110", "NT111", "NT115", "NT204"})
# The codes, in the order of the stages. A code never changes its meaning.
CODES = {
    "NT001": "the file cannot be read",
    "NT101": "stays NumPy: no rule, or the rule declines the call",
    "NT102": "cannot tell what kind of value this is",
    "NT103": "the whole program stays NumPy: it has arrays of a kind of their own",
    "NT110": "another precision than NumPy's, as asked for",
    "NT111": "other random numbers than NumPy's, as asked for",
    "NT112": "stays on the processor",
    "NT113": "random numbers stay NumPy's",
    "NT114": "a run has shown another kind of value than was inferred",
    "NT115": "the run that was to show kinds did not come to its end",
    "NT116": "shared with other files: the later stages are for single files yet",
    "NT117": "a stage is left out, for a line that is to stay",
    "NT118": "a comment that means nothing",
    "NT119": "shared with code of another library of arrays",
    "NT120": "a folder's programs did not do the same, or could not be run: they stay as they were",
    "NT201": "no loop with a gradient update was found",
    "NT202": "the update is not the gradient of any scalar found here",
    "NT203": "a gradient update in a form that is not understood yet",
    "NT204": "where values come to the ends of their range, the gradient is no longer the one by hand",
    "NT301": "the update is not one of torch.optim's",
    "NT401": "the model is not built of torch.nn's modules here",
}
