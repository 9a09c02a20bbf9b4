"""Import statements of the converted program: torch comes, what nothing names any more goes."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .edit import Edits, Source, Span
from .tree import walk

DEFAULT_DTYPE = "torch.set_default_dtype(torch.float64)  # NumPy's precision"


def imported(tree: ast.AST) -> set[str]:
    """The top-level packages that a program imports."""
    modules = [a.name for node in walk(tree) if isinstance(node, ast.Import) for a in node.names]
    modules += [n.module for n in walk(tree) if isinstance(n, ast.ImportFrom) and n.module and not n.level]
    return {module.partition(".")[0] for module in modules}


def with_torch(text: str, needed: Iterable[str], setting: str | None) -> str:
    """Add the imports that the program needs, drop NumPy where unused; `setting` is a line after the imports."""
    return add_imports(marked_unused(text, ("numpy",)), needed, setting)


def used_names(tree: ast.Module) -> set[str]:
    names = {n.id for n in walk(tree) if isinstance(n, ast.Name)}
    exported = (n.value for n in walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return names | {t for t in exported if t.isidentifier() and "__all__" in names}


def without_unused(text: str, modules: Iterable[str], old: str | None = None) -> str:
    """Remove what is imported from these modules and not used; with `old`, only what that program did use."""
    return _take_placeholder(marked_unused(text, modules, old))[0]


def marked_unused(text: str, modules: Iterable[str], old: str | None = None) -> str:
    """The same, with a mark in the place of a whole import."""
    source = Source.parse(text)
    edits, used, roots = Edits(source), used_names(source.tree), set(modules)
    if old is not None:
        used |= {
            bound(a) for n in walk(source.tree) if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names
        } - used_names(ast.parse(old))
    for node in walk(source.tree):
        if isinstance(node, ast.Import):
            unused = [a for a in node.names if a.name.partition(".")[0] in roots and bound(a) not in used]
            _drop(edits, node, unused, "import ")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in roots:
            unused = [a for a in node.names if a.name != "*" and (a.asname or a.name) not in used]
            _drop(edits, node, unused, f"from {node.module} import ")
    return edits.apply()


def bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _drop(edits: Edits, node: ast.Import | ast.ImportFrom, unused: list[ast.alias], head: str) -> None:
    kept = [a for a in node.names if a not in unused]
    if not unused:
        return
    if kept:
        edits.replace_node(node, head + ", ".join(f"{a.name} as {a.asname}" if a.asname else a.name for a in kept))
    elif edits.source.alone(node) and not _only_statement(edits.source.tree, node):
        edits.replace(edits.source.line_span(node), PLACEHOLDER + edits.source.newline if _top(edits, node) else "")
    else:
        edits.replace_node(node, "pass")


PLACEHOLDER = "#~np2torch~import"  # where the import stood: torch's takes its place


def _top(edits: Edits, node: ast.stmt) -> bool:
    return node in edits.source.tree.body


def _only_statement(tree: ast.Module, node: ast.stmt) -> bool:
    return any(getattr(n, "body", None) == [node] for n in walk(tree))


def add_imports(text: str, needed: Iterable[str], setting: str | None) -> str:
    """Put the imports where the imports of the program stand, the setting behind them."""
    text, place = _take_placeholder(text)
    source = Source.parse(text)
    present = {a.name for n in source.tree.body if isinstance(n, ast.Import) for a in n.names if not a.asname}
    statements = [f"import {n}" for n in sorted(n for n in needed if " as " not in n and n not in present)]
    aliased = {f"import {a.name} as {a.asname}" for n in source.tree.body if isinstance(n, ast.Import) for a in n.names}
    statements += [f"import {n}" for n in sorted(needed) if " as " in n and f"import {n}" not in aliased]
    missing_setting = setting if setting and setting.partition("(")[0] not in text else None
    if not statements and missing_setting is None:
        return text
    return _insert(source, statements, missing_setting, place)


def _take_placeholder(text: str) -> tuple[str, int | None]:
    """The text without the mark, and the number of the line where it stood."""
    lines = text.splitlines(keepends=True)
    marked = [i for i, line in enumerate(lines) if line.startswith(PLACEHOLDER)]
    return "".join(line for i, line in enumerate(lines) if i not in marked), marked[0] + 1 if marked else None


def import_block(tree: ast.Module) -> list[ast.stmt]:
    """The imports at the head of a program: after its docstring, with nothing else between them."""
    body = tree.body[1:] if tree.body and _is_docstring(tree.body[0]) else tree.body
    block: list[ast.stmt] = []
    for node in body:
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            break
        block.append(node)
    return block


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _insert(source: Source, statements: list[str], setting: str | None, place: int | None) -> str:
    edits, newline = Edits(source), source.newline
    last = _anchor(source, place)
    lines = "".join(s + newline for s in statements)
    at = source.line_span(last).end if last is not None else source.starts[_first_line(source, place)]
    if at and not source.text[:at].endswith("\n"):
        lines = newline + lines
    tail = source.text[at:]
    if setting is not None:
        lines += (newline if statements or last is not None else "") + setting + newline
        if tail.strip() and not tail.startswith(("\n", "\r\n")):
            lines += newline
    edits.replace(Span(at, at), lines)
    return edits.apply()


def _anchor(source: Source, place: int | None) -> ast.stmt | None:
    """The import after which the new ones go: the last of the block where the old one stood."""
    block = import_block(source.tree)
    if block:
        return block[-1]
    others = [n for n in source.tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
    before = [n for n in others if place is not None and n.lineno < place]
    return before[-1] if before else None


def _first_line(source: Source, place: int | None) -> int:
    """The line (from 0) before which imports can stand where there are none yet."""
    if place is not None:
        return min(place - 1, len(source.lines))
    body = source.tree.body
    if body and _is_docstring(body[0]):
        return body[0].end_lineno or 1
    line = 0
    while line < len(source.lines) and source.lines[line].startswith("#"):
        line += 1
    return line
