"""`np2torch steps`: the four stages as programs to learn from, each with what it replaces and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from .commands import DIFFERS, DONE, NOTEBOOK, UNUSABLE, Options, check_python, check_usage, rules_of, stages_of
from .convert import STAGES, Conversion
from .report.reasons import step
from .report.story import Chapter, chapter_text
from .report.table import result
from .report.words import Words, words_of
from .rulebook import Rulebook
from .source import Document, Unusable, read, write
from .verdict import Verdict

TEXT = "README.md"


@dataclass(frozen=True)
class Course:
    """What is written, and in which language."""

    document: Document
    words: Words
    rulebook: Rulebook
    chapters: tuple[Chapter, ...]

    @property
    def title(self) -> str:
        return f"# {self.words.say('title', name=Path(self.document.name).name)}\n\n{self.words.say('intro')}\n"

    def told(self, chapter: Chapter, file: str = "") -> str:
        return chapter_text(chapter, self.words, self.rulebook, self.document, file)


def write_steps(path: Path, output: Path | None, notebook: bool, language: str, options: Options) -> int:
    """Raises Unusable."""
    check_usage([str(path)], options)
    document = read(path)
    notebook = notebook or (output is not None and output.suffix == NOTEBOOK)
    target = output or path.with_name(f"{path.stem}_steps{NOTEBOOK if notebook else ''}")
    check_target(target, notebook, options.force)
    check_python(document)
    rulebook = rules_of(options.rules)
    stages, complete = stages_of(document, replace(options, stage=STAGES[-1]), rulebook)
    if stages[-1].after == document.text:
        raise Unusable(f"np2torch: {path}: no stage changes it")
    verdicts: list[Verdict | None] = list(proofs(stages, document, path, options))
    reached = [c for c, v in zip(stages, verdicts, strict=False) if v is None or v.equal]
    if not reached or reached[-1].after == document.text:
        raise Unusable(f"np2torch: {path}: nothing was written: {problem(verdicts)}")
    course = Course(document, words_of(language), rulebook, tuple(chapters(document, reached, verdicts)))
    names = as_notebook(course, target) if notebook else as_files(course, target)
    for name in names:
        click.echo(name)
    if len(reached) == len(stages):
        return DONE if complete else DIFFERS
    click.echo(f"{path}: stage {STAGES[len(reached)]} is not there: {problem(verdicts)}", err=True)
    return UNUSABLE if verdicts[-1] is not None and verdicts[-1].unusable else DIFFERS


def problem(verdicts: Sequence[Verdict | None]) -> str:
    last = verdicts[-1]
    assert last is not None
    return result(last, colour=False)


def proofs(stages: Sequence[Conversion], document: Document, path: Path, options: Options) -> Iterator[Verdict | None]:
    """Of each stage against the one before, up to the first that differs; None where nothing was run."""
    if not options.verify:
        yield from [None] * len(stages)
        return
    from .verify.compare import FLOAT32
    from .verify.run import Limits, Script
    from .verify.scripts import in_order

    tolerance = FLOAT32 if options.target.dtype == "float32" else None
    yield from in_order(Script(path, document.text), path, stages, Limits(options.timeout), tolerance)


def chapters(
    document: Document, stages: Sequence[Conversion], verdicts: Sequence[Verdict | None]
) -> Iterator[Chapter]:  # fmt: skip
    before = Conversion(document.text, document.text)
    for number, after in enumerate(stages):
        yield Chapter(number + 1, step(STAGES[number], before, after), before, after, verdicts[number])
        before = after


def check_target(target: Path, notebook: bool, force: bool) -> None:
    """Refuse before work is spent. Raises Unusable."""
    if target.is_dir() is notebook and target.exists():
        raise Unusable(f"np2torch: {target} is {'a' if notebook else 'no'} folder")
    if target.exists() and (notebook or any(target.iterdir())) and not force:
        raise Unusable(f"np2torch: {target} exists already; --force overwrites {'it' if notebook else 'what is in it'}")


# --- files ---------------------------------------------------------------------------------------


def as_files(course: Course, folder: Path) -> Iterator[Path]:
    """A program for each stage, and the text beside them. Raises Unusable."""
    source = Path(course.document.name)
    text = course.title
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"np2torch: {folder} cannot be written: {error.strerror}") from None
    for chapter in course.chapters:
        path = folder / f"{source.stem}_{chapter.number}_{chapter.step.stage}{source.suffix}"
        write(path, course.document.bytes_of(chapter.after.after), like=source)
        text += f"\n{course.told(chapter, path.name)}"
        yield path
    write(folder / TEXT, text.encode())
    yield folder / TEXT


# --- one notebook --------------------------------------------------------------------------------


def as_notebook(course: Course, path: Path) -> Iterator[Path]:
    """A cell for each program, with the text before it. Raises Unusable."""
    start = f"{course.title}\n## {course.words.say('original')}\n"
    sources = [("markdown", start), ("code", course.document.shown(course.document.text))]
    for chapter in course.chapters:
        sources.append(("markdown", course.told(chapter)))
        if chapter.step.changed:
            sources.append(("code", course.document.shown(chapter.after.after)))
    cells = [cell(number, kind, text.strip("\n")) for number, (kind, text) in enumerate(sources)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    write(path, (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode())
    yield path


def cell(number: int, kind: str, text: str) -> dict[str, Any]:
    made = {"cell_type": kind, "id": f"step-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})
