"""Comments that say what is to be let alone: `# np2torch: skip`, `# np2torch: off` … `on`, `# np2torch: stage=tensor`."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .edit import comments, split_lines

MARK = re.compile(r"#\s*np2torch:\s*(.*?)\s*$")
WORD = "np2torch:"


@dataclass(frozen=True, slots=True)
class Marks:
    """Lines from 1 that stay as they are, the furthest stage, and comments that mean nothing."""

    kept: frozenset[int] = frozenset()
    stage: str = ""
    unknown: tuple[tuple[int, str], ...] = ()

    def lost(self, before: str, after: str) -> int | None:
        """The first line that was to stay and did not."""
        lines = split_lines(before)
        now = Counter(split_lines(after))
        then = Counter(lines[n - 1] for n in self.kept)
        return next((n for n in sorted(self.kept) if now[lines[n - 1]] < then[lines[n - 1]]), None)


NOTHING = Marks()


def marks_of(text: str, stages: tuple[str, ...] = ()) -> Marks:
    if WORD not in text:
        return NOTHING
    kept: set[int] = set()
    unknown: list[tuple[int, str]] = []
    stage, since = "", None
    for line, comment in sorted(comments(text).items()):
        mark = MARK.search(comment)
        if mark is None:
            continue
        word = mark.group(1)
        if word == "skip":
            kept.add(line)
        elif word == "off":
            since = line if since is None else since
        elif word == "on" and since is not None:
            kept |= set(range(since, line + 1))
            since = None
        elif word.startswith("stage=") and word.removeprefix("stage=") in stages:
            stage = word.removeprefix("stage=")
        elif not (word.startswith("stage=") and not stages):
            unknown.append((line, word))
    if since is not None:
        kept |= set(range(since, len(split_lines(text)) + 1))
    return Marks(frozenset(kept), stage, tuple(unknown))
