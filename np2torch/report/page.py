"""The report as one page that needs nothing else: what each stage did to each line, and why."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import __version__
from ..convert import STAGES
from ..diagnostic import Diagnostic
from ..notebook import MARK
from ..source import Document
from .changes import counts as lines_of
from .changes import plural
from .curves import Picture, picture
from .formats import Converted
from .highlight import Piece, Span, pieces, spans
from .ledger import WORDS, counts, ledger
from .reasons import Reason, Step, steps, whole
from .side import Fold, Row, folded, parts
from .table import HEAD, cells, conclusion, parting, printed_cells, printed_difference, tolerances

TEMPLATES = Path(__file__).parent / "templates"
WHOLE = "all stages"
ABOUT = {
    WHOLE: "From the original to the last stage.",
    "tensor": "Arrays become tensors; the gradient stays by hand.",
    "autograd": "PyTorch takes the derivative; the gradient by hand goes.",
    "optim": "The update becomes an optimizer.",
    "nn": "The model and the loss become modules.",
}


def page(files: Sequence[Converted]) -> bytes:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    style, script = (f"\n{(TEMPLATES / name).read_text(encoding='utf-8')}" for name in ("page.css", "page.js"))
    shown = environment.get_template("page.html").render(
        files=[shown_file(f, n) for n, f in enumerate(files)],
        summary=summary(files),
        version=__version__,
        style=style,
        script=script,
        hashes={"style": digest(style), "script": digest(script)},
    )
    return shown.encode("utf-8", "backslashreplace")


def digest(text: str) -> str:
    """By which a browser knows the one script that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def summary(files: Sequence[Converted]) -> str:
    """`3 files: 2 converted, 1 unchanged, 0 failed`."""
    failed = sum(f.conversion is None for f in files)
    changed = sum(f.conversion is not None and f.conversion.after != f.conversion.before for f in files)
    unchanged = len(files) - failed - changed
    return f"{plural(len(files), 'file')}: {changed} converted, {unchanged} unchanged, {failed} failed"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the page; `cell` is the head of a notebook's cell."""

    sort: str  # same, changed, removed, added
    old: int | None
    new: int | None
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    reasons: tuple[Reason, ...]
    cell: str = ""


@dataclass(frozen=True, slots=True)
class ShownFold:
    """Rows that are shown when they are asked for."""

    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """A stage; without rows it changed nothing, and `reached` says whether it was asked for."""

    name: str
    about: str
    rows: tuple[ShownRow | ShownFold, ...] = ()
    left: tuple[tuple[str, Diagnostic], ...] = ()
    reached: bool = True


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """The table of what was compared, and what it says."""

    equal: bool
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    text: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A section of the page."""

    id: str
    path: str
    output: str
    problem: str
    stage: str = ""
    lines: str = ""
    counts: tuple[tuple[str, str, int], ...] = ()
    tabs: tuple[Tab, ...] = ()
    left: tuple[tuple[str, Diagnostic], ...] = ()
    verdict: ShownVerdict | None = None


def shown_file(file: Converted, number: int) -> ShownFile:
    start = ShownFile(f"file{number}", file.path, file.output, file.problem)
    conversion = file.conversion
    if conversion is None:
        return start
    document = file.document or Document(file.path, b"", conversion.before, "utf-8")
    made = steps(file.stages or [conversion], STAGES)
    reached = len(made)
    last = (file.stages or [conversion])[-1]
    tabs = [shown_tab(whole(made, last.before, last.after), WHOLE, document, last.diagnostics)]
    known: set[Diagnostic] = set()
    for one, after in zip(made, file.stages or [conversion], strict=True):
        own = [d for d in after.diagnostics if d not in known]
        known |= set(own)
        tabs.append(shown_tab(one, one.stage, document, own))
    tabs += [Tab(name, ABOUT[name], reached=False) for name in STAGES[reached:]]
    added, removed = lines_of(conversion)
    return ShownFile(
        start.id,
        start.path,
        start.output,
        "",
        conversion.stage,
        f"{plural(added, 'line')} added, {removed} removed",
        tuple((verdict, WORDS[verdict], count) for verdict, count in counts(ledger(conversion)).items() if count),
        tuple(tabs),
        tuple(placed(conversion.diagnostics, document)),
        shown_verdict(file),
    )


def placed(diagnostics: Sequence[Diagnostic], document: Document) -> Iterator[tuple[str, Diagnostic]]:
    """With the place that a reader looks for: a line, in a notebook with its cell."""
    for diagnostic in diagnostics:
        cell, (_, line) = document.cell(diagnostic.line), document.place(diagnostic.line)
        yield (f"cell {cell}, line {line}" if cell is not None else f"line {line}"), diagnostic


def shown_tab(step: Step, name: str, document: Document, diagnostics: Sequence[Diagnostic]) -> Tab:
    left = tuple(placed(diagnostics, document))
    if not step.changed:
        return Tab(name, ABOUT[name], left=left)
    reasons = {id(row): why for row, why in zip(step.rows, step.reasons, strict=True)}
    old = spans("\n".join(row.left[1] for row in step.rows if row.left))
    new = spans("\n".join(row.right[1] for row in step.rows if row.right))
    numbers = Numbers()
    shown: list[ShownRow | ShownFold] = []

    def drawn(row: Row) -> ShownRow:
        return shown_row(row, reasons[id(row)], old, new, numbers, document)

    for item in folded([row for row in step.rows if not is_end(row)]):
        shown.append(ShownFold(tuple(map(drawn, item.rows))) if isinstance(item, Fold) else drawn(item))
    return Tab(name, ABOUT[name], tuple(shown), left)


class Numbers:
    """Lines as a reader counts them: in a notebook, those of a cell."""

    def __init__(self) -> None:
        self.start = [0, 0]

    def of(self, row: Row) -> tuple[int | None, int | None]:
        sides = (row.left, row.right)
        for n, side in enumerate(sides):
            if side and MARK.fullmatch(side[1]):
                self.start[n] = side[0]
        old, new = (side[0] - start if side else None for side, start in zip(sides, self.start, strict=True))
        return old or None, new or None


def is_end(row: Row) -> bool:
    """The end of a notebook's cell, which is no line of it."""
    return all(side is None or ((m := MARK.fullmatch(side[1])) and m[1] == "end") for side in (row.left, row.right))


def shown_row(
    row: Row,
    reasons: tuple[Reason, ...],
    old: Mapping[int, Sequence[Span]],
    new: Mapping[int, Sequence[Span]],
    numbers: Numbers,
    document: Document,
) -> ShownRow:
    before, after = numbers.of(row)
    side = row.left or row.right or (0, "")
    if head := MARK.fullmatch(side[1]):
        return ShownRow("same", None, None, (), (), (), f"cell {head[2]}")
    left, right = parts(row)
    sort = "same" if not row.changed else "added" if row.left is None else "removed" if row.right is None else "changed"
    pieces_left = pieces(left, old.get(row.left[0], ())) if row.left else []
    pieces_right = pieces(right, new.get(row.right[0], ())) if row.right else []
    return ShownRow(sort, before, after, restored(pieces_left, document), restored(pieces_right, document), reasons)


def restored(found: Sequence[Piece], document: Document) -> tuple[Piece, ...]:
    """With the lines of IPython, which stand behind comments in a notebook."""
    return tuple((document.shown(text) if kind == "comment" else text, kind, differs) for text, kind, differs in found)


def shown_verdict(file: Converted) -> ShownVerdict | None:
    verdict = file.verdict
    if verdict is None:
        return None
    trained = [row for row in verdict.rows if row.trained or not row.outcome.equal]
    rows = [cells(row) for row in trained] + ([printed_cells(verdict.printed)] if verdict.rows else [])
    notes = list(tolerances(verdict.rows))
    if verdict.printed.line is not None:
        notes += printed_difference(verdict)
    if verdict.parting:
        notes.append(parting(verdict.parting, verdict.migrated))
    pictures = tuple(p for curve in verdict.curves if (p := picture(curve)) is not None)
    text = verdict.problem or conclusion(verdict)
    return ShownVerdict(verdict.equal, HEAD, tuple(rows), tuple(notes), text, pictures)
