"""Rule files, read as text: rules by the qualified names of the functions they are for.

A file is cut into its top-level functions by their decorators; a rule is parsed when it is first asked for.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .arrivals import TITLE, Arrivals, entries_in
from .module_rules import LayerRule, ModuleRule, module_rules
from .optimizer_rules import OptimizerRule, optimizer_rules
from .rule import Clause, Example, Param, Rule, RuleError, names_in

if TYPE_CHECKING:
    from .schedule_rules import ScheduleRule

HERE = Path(__file__).parent
OPTIONS = "options"  # the folder of the rules that an option of the command line asks for
DECORATOR = re.compile(r"^@(rewrites|returns)\((.*?)\)\s*\ndef ", re.MULTILINE | re.DOTALL)
MODULES = {"np": "numpy", "torch": "torch", "F": "torch.nn.functional", "math": "math"}
EXAMPLE = re.compile(r"^\s*>>> (.*)$")


class Chunk:
    """The text of one rule, parsed on demand."""

    def __init__(self, text: str, file: str, line: int) -> None:
        self.text, self.file, self.line = text, file, line
        self.parsed: Rule | None = None

    @property
    def rule(self) -> Rule:
        if self.parsed is None:
            self.parsed = parse_rule(self.text, self.file, self.line)
        return self.parsed


@dataclass(frozen=True, slots=True)
class Stay:
    """A function that NumPy goes on doing, and why; it is reported unless it is a border by nature."""

    reason: str
    reported: bool
    apart: bool = False  # the whole program stays with it


class Rulebook:
    """Rules, signatures of PyTorch's functions, and constants, by qualified name."""

    def __init__(self) -> None:
        self.rewrites: dict[str, Chunk] = {}
        self.signatures: dict[str, Chunk] = {}
        self.constants: dict[str, str] = {}
        self.staying: dict[str, Stay] = {}
        self.arrivals = Arrivals()
        self.array_methods: set[str] = set()
        self.array_attributes: set[str] = set()
        self.reversing: set[str] = set()  # functions that NumPy has give views, which run backwards
        self.silences: dict[str, frozenset[str]] = {}  # how NumPy is to warn: in which settings nothing else changes
        self.calling: set[str] = set()  # modules whose functions call those of the program, with arrays
        self.several: dict[str, str] = {}  # what keeps a program NumPy's where it is given several arrays, and why
        self.objects: set[str] = set()  # calls that give arrays of objects
        self.memory: set[str] = set()  # attributes that tell of the order of an array in memory
        self.saving: set[str] = set()  # functions that write arrays to a file, of whatever dtype
        self.loading: set[str] = set()  # and those that read them again
        self.reading: set[str] = set()  # functions of NumPy that are called for an effect, but not on their arguments
        self.optimizer_files: list[tuple[str, str]] = []  # text and name
        self.module_files: list[tuple[str, str]] = []
        self.schedule_files: list[tuple[str, str]] = []

    def optimizers(self) -> list[OptimizerRule]:
        """Rules for optimizers; a later file's have the last word. Raises RuleError."""
        found = {r.name: r for text, file in self.optimizer_files for r in optimizer_rules(text, file)}
        return list(found.values())

    def schedules(self) -> list[ScheduleRule]:
        """Rules for schedules of rates; a later file's have the last word. Raises RuleError."""
        from .schedule_rules import schedule_rules  # few programs have one

        found = {r.name: r for text, file in self.schedule_files for r in schedule_rules(text, file)}
        return list(found.values())

    def modules(self) -> list[ModuleRule | LayerRule]:
        """Rules for losses, activations and layers; a later file's have the last word. Raises RuleError."""
        found = {r.name: r for text, file in self.module_files for r in module_rules(text, file)}
        return list(found.values())

    def extended(self, name: str) -> Rulebook:
        """The same with the rules of an option, which have the last word."""
        book = copy.copy(self)
        book.rewrites, book.constants = dict(self.rewrites), dict(self.constants)
        book.read(option_file(name).read_text(encoding="utf-8"), option_label(name))
        return book

    def having_seen(self, shown: Mapping[str, str]) -> Rulebook:
        """The same, with what a run has shown to come in."""
        book = copy.copy(self)
        book.arrivals = Arrivals(self.arrivals.entries, shown)
        return book

    def rule(self, name: str) -> Rule | None:
        chunk = self.rewrites.get(name)
        return chunk.rule if chunk else None

    def item_rule(self, name: str) -> str | None:
        """The name of the rule for `value[…]`, where the value is the function or of the class of that name."""
        return next((n for n in (name, f"{name}.__getitem__") if n in self.rewrites), None)

    def signature(self, name: str) -> Rule | None:
        chunk = self.signatures.get(name)
        return chunk.rule if chunk else None

    def constant(self, name: str) -> str | None:
        return self.constants.get(name)

    def stays(self, name: str) -> Stay | None:
        """Why a function, or the module that it is in, is left to NumPy."""
        while name:
            if name in self.staying:
                return self.staying[name]
            name = name.rpartition(".")[0]
        return None

    def rules(self) -> Iterator[Rule]:
        """Every rewrite rule once, in the order of the files. Raises RuleError."""
        yield from (chunk.rule for chunk in self.chunks())

    def chunks(self) -> list[Chunk]:
        """The text of every rewrite rule once, in the order of the files."""
        return list(dict.fromkeys(self.rewrites.values()))

    def read(self, text: str, file: str) -> None:
        """Add a file's rules; what it says has the last word. Raises RuleError."""
        line, counted = 1, 0
        for mark in DECORATOR.finditer(text):
            line, counted = line + text.count("\n", counted, mark.start()), mark.start()
            chunk = Chunk(_function_text(text, mark.start(), mark.end()), file, line)
            names = [n.strip() for n in mark.group(2).replace("\n", " ").split(",") if n.strip()]
            table = self.rewrites if mark.group(1) == "rewrites" else self.signatures
            for name in names:
                table[qualified(name, f"{file}:{line}")] = chunk
        if "@optimizer" in text:
            self.optimizer_files.append((text, file))
        if "@schedule" in text:
            self.schedule_files.append((text, file))
        if any(mark in text for mark in ("@loss", "@activation", "@layer")):
            self.module_files.append((text, file))
        if "NAMES = {" in text:
            self.constants.update({name: value for name, value, _ in table_in(text, "NAMES", file)})
        if f"{TITLE} = {{" in text:
            self.arrivals = Arrivals((*entries_in(text).items(), *self.arrivals.entries))
        for title, known in (
            ("ARRAY_METHODS", self.array_methods),
            ("ARRAY_ATTRIBUTES", self.array_attributes),
            ("READING", self.reading),
            ("OBJECTS", self.objects),
            ("MEMORY", self.memory),
            ("SAVING", self.saving),
            ("LOADING", self.loading),
            ("CALLING", self.calling),
            ("REVERSING", self.reversing),
        ):
            if f"{title} = {{" in text:
                known |= ast.literal_eval(text.partition(f"{title} = ")[2].partition("}")[0] + "}")
        if "SILENCES = {" in text:
            self.silences.update(
                {name: frozenset(ast.literal_eval(settings)) for name, settings, _ in table_in(text, "SILENCES", file)}
            )
        if "SEVERAL = {" in text:
            self.several.update({name: ast.literal_eval(why) for name, why, _ in table_in(text, "SEVERAL", file)})
        for title in ("STAYS", "APART", "BORDERS"):
            if f"{title} = {{" in text:
                entries = ((name, ast.literal_eval(reason)) for name, reason, _ in table_in(text, title, file))
                kept = {name: Stay(reason, title != "BORDERS", title == "APART") for name, reason in entries}
                self.staying.update(kept)


TOP_LEVEL = re.compile(r"^[^\s)]", re.MULTILINE)


def _function_text(text: str, start: int, body: int) -> str:
    """From the decorator to the next line that starts at the margin (but for a closing parenthesis)."""
    end = TOP_LEVEL.search(text, text.find("\n", body) + 1)
    return text[start : end.start() if end else len(text)]


def qualified(name: str, where: str) -> str:
    """`np.ndarray.sum` as `numpy.ndarray.sum`."""
    root, dot, rest = name.strip("\"'").partition(".")
    if not dot or root not in MODULES:
        raise RuleError(f"{where}: {name} is not a function of np, torch, F or math")
    return f"{MODULES[root]}.{rest}"


def read_rulebook(user_files: Sequence[Path] = ()) -> Rulebook:
    """The shipped rules, then the user's. Raises RuleError, or OSError for a file that cannot be read."""
    book = Rulebook()
    for path in (*shipped_files(), *user_files):
        book.read(path.read_text(encoding="utf-8"), path.name if path not in user_files else str(path))
    for path in user_files:
        check_syntax(path)
    return book


def read_options(names: Sequence[str]) -> Rulebook:
    """The rules of an option of the command line, and nothing else."""
    book = Rulebook()
    for name in names:
        book.read(option_file(name).read_text(encoding="utf-8"), option_label(name))
    return book


def option_label(name: str) -> str:
    return f"{OPTIONS}/{name}.py"


def option_file(name: str) -> Path:
    return next(p for p in (HERE / "rules" / OPTIONS, HERE.parent / "rules" / OPTIONS) if p.is_dir()) / f"{name}.py"


def check_syntax(path: Path) -> None:
    try:
        ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise RuleError(f"{path}:{error.lineno}: {error.msg}") from None


def shipped_files() -> list[Path]:
    """Beside the package in a wheel, beside its folder in a checkout."""
    folder = next((p for p in (HERE / "rules", HERE.parent / "rules") if p.is_dir()), None)
    return sorted(folder.glob("*.py")) if folder else []


def parse_rule(text: str, file: str, line: int) -> Rule:
    try:
        function = ast.parse(text).body[0]
    except SyntaxError as error:
        raise RuleError(f"{file}:{line + (error.lineno or 1) - 1}: {error.msg}") from None
    if not isinstance(function, ast.FunctionDef):
        raise RuleError(f"{file}:{line}: a rule is a function")
    mark = function.decorator_list[0]
    spellings = [ast.unparse(a) for a in mark.args] if isinstance(mark, ast.Call) else []
    docstring = ast.get_docstring(function, clean=False)
    body = function.body[1:] if docstring is not None else function.body
    clauses = tuple(_clauses(body, file, line))
    return Rule(
        spellings=tuple(qualified(s, f"{file}:{line}") for s in spellings),
        params=tuple(_params(function.args)),
        clauses=clauses,
        returns=ast.unparse(function.returns) if function.returns else "",
        examples=tuple(_examples(text, line)) if docstring else (),
        where=f"{file}:{line + function.lineno - 1}",
        text=text.rstrip() + "\n",
        asked=frozenset(name for c in clauses if c.guard is not None for name in names_in(c.guard)),
        reason=" ".join((docstring or "").partition(">>>")[0].split()),
    )


def _params(args: ast.arguments) -> Iterator[Param]:
    plain = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [*[None] * (len(plain) - len(args.defaults)), *args.defaults]
    for i, (arg, default) in enumerate(zip(plain, defaults, strict=True)):
        yield _param(arg, default, positional_only=i < len(args.posonlyargs))
    if args.vararg:
        yield _param(args.vararg, None, star=True)
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _param(arg, default, keyword_only=True)


def _param(arg: ast.arg, default: ast.expr | None, **how: bool) -> Param:
    treatment = ast.unparse(arg.annotation) if arg.annotation else ""
    return Param(arg.arg, treatment, ast.unparse(default) if default is not None else None, **how)


def _clauses(body: Sequence[ast.stmt], file: str, first: int) -> Iterator[Clause]:
    for statement in body:
        line = first + statement.lineno - 1
        match statement:
            case ast.Return(value) if value is not None:
                yield Clause(None, value, line=line)
            case ast.If(guard, [ast.Return(value)], []) if value is not None:
                yield Clause(guard, value, line=line)
            case ast.Assert(condition, why):
                reason = why.value if isinstance(why, ast.Constant) else ast.unparse(condition)
                yield Clause(ast.UnaryOp(ast.Not(), condition), None, str(reason), line)
            case ast.Expr(ast.Constant(value)) if value is Ellipsis:
                continue
            case _:
                raise RuleError(f"{file}:{line}: a rule is made of assert, if-return and return only")


def _examples(text: str, first: int) -> Iterator[Example]:
    """`>>> before` with the lines after it, up to a blank or the next example."""
    lines = text.splitlines()
    for i, row in enumerate(lines):
        mark = EXAMPLE.match(row)
        if mark:
            after = []
            for follow in lines[i + 1 :]:
                if not follow.strip() or EXAMPLE.match(follow) or '"""' in follow:
                    break
                after.append(follow.strip())
            yield Example(mark.group(1).strip(), "\n".join(after), first + i)


def table_in(text: str, table: str, file: str) -> Iterator[tuple[str, str, int]]:
    """The pairs of a `NAMES = {np.pi: torch.pi, …}` display, with their lines."""
    start = text.index(f"{table} = {{")
    body = text[start : text.index("\n}", start) + 2]
    first = text.count("\n", 0, start)
    match ast.parse(body, file).body:
        case [ast.Assign(_, ast.Dict(keys, values))]:
            for key, value in zip(keys, values, strict=True):
                if key is not None:
                    line = first + key.lineno
                    yield qualified(ast.unparse(key), f"{file}:{line}"), ast.unparse(value), line
