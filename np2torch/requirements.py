"""Lists of packages: torch comes in beside NumPy, which goes where nothing needs it any more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

PLAIN = re.compile(r"requirements[-\w]*\.(txt|in)")
CONDA = re.compile(r"environment[-\w]*\.ya?ml")
PROJECT = "pyproject.toml"
NUMPY = re.compile(r"^(\s*-?\s*[\"']?)numpy\b(?![-\w.])", re.IGNORECASE)
TORCH = re.compile(r"^\s*-?\s*[\"']?(py)?torch\b(?![-\w.])", re.IGNORECASE)
PIP = re.compile(r"^(\s*)-\s*pip\s*:")
HEAD = re.compile(r"^\s*\[([^\[\]]+)\]\s*(#.*)?$")
LIST = re.compile(r"^([\w\-\"' .]+?)\s*=\s*\[", re.MULTILINE)
ITEM = re.compile(
    r"(?P<quote>[\"'])(?P<name>numpy|torch)(?![-\w.])[^\"'\n]*(?P=quote)[ \t]*(?P<comma>,?)", re.IGNORECASE
)
POETRY = re.compile(r"^(numpy)\s*=\s*(.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Needs:
    """What the code of a folder imports after its conversion."""

    numpy: bool
    torch: bool


def is_list_of_packages(path: str) -> bool:
    name = PurePosixPath(path).name
    return bool(PLAIN.fullmatch(name) or CONDA.fullmatch(name) or name == PROJECT)


def with_torch(path: str, text: str, needs: Needs) -> str:
    """The list as it has to be now; as it was where no code needs torch."""
    if not needs.torch:
        return text
    if PurePosixPath(path).name == PROJECT:
        return project(text, needs)
    return "".join(lines(text, needs, conda=bool(CONDA.fullmatch(PurePosixPath(path).name))))


def lines(text: str, needs: Needs, conda: bool) -> Iterator[str]:
    """Of a file with a package on each line; conda has another name for torch, but not in its list for pip."""
    whole = text.splitlines(keepends=True)
    has_torch = any(map(TORCH.match, whole))
    pip: int | None = None
    for line in whole:
        indent = len(line) - len(line.lstrip())
        if pip is not None and line.strip() and indent <= pip:
            pip = None
        if head := PIP.match(line):
            pip = len(head[1])
        match = NUMPY.match(line)
        if match is None:
            yield line
            continue
        end = line[len(line.rstrip("\r\n")) :] or "\n"
        if needs.numpy:
            yield line.rstrip("\r\n") + end
        if not has_torch:
            name = "pytorch" if conda and pip is None else "torch"
            yield match[1].rstrip("\"'") + name + end
            has_torch = True


# --- pyproject.toml --------------------------------------------------------------------------


def project(text: str, needs: Needs) -> str:
    """Its lists of requirements, and Poetry's tables; as it was where the result would be no TOML."""
    import tomllib

    sections = re.split(r"(?m)^(?=\s*\[[^\[\]]+\]\s*(?:#.*)?$)", text)
    new = "".join(section(part, needs) for part in sections)
    try:
        return new if same_but_packages(tomllib.loads(text), tomllib.loads(new)) else text
    except tomllib.TOMLDecodeError:
        return text


def section(text: str, needs: Needs) -> str:
    head = HEAD.match(text.partition("\n")[0])
    name = head[1].strip() if head else ""
    if name == "project":
        return in_lists(text, needs, {"dependencies"})
    if name in ("project.optional-dependencies", "dependency-groups"):
        return in_lists(text, needs, None)
    if re.fullmatch(r"tool\.poetry(\.group\.[\w-]+)?\.dependencies", name):
        return poetry(text, needs)
    return text


def in_lists(text: str, needs: Needs, keys: set[str] | None) -> str:
    """Each list under one of the keys, or under any."""
    done, rest = "", text
    while start := LIST.search(rest):
        end = end_of_list(rest, start.end())
        inner = rest[start.end() : end]
        wanted = keys is None or start[1].strip(" \"'") in keys
        done += rest[: start.end()] + (packages(inner, needs) if wanted else inner)
        rest = rest[end:]
    return done + rest


def end_of_list(text: str, start: int) -> int:
    """Where the bracket closes, strings and comments aside."""
    token = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#[^\n]*|[\[\]]")
    depth = 1
    for found in token.finditer(text, start):
        depth += {"[": 1, "]": -1}.get(found[0], 0)
        if not depth:
            return found.start()
    return len(text)


def packages(text: str, needs: Needs) -> str:
    """The inside of a list."""
    found = {m["name"].lower(): m for m in ITEM.finditer(text)}
    numpy = found.get("numpy")
    if numpy is None:
        return text
    quote = numpy["quote"]
    torch = "" if "torch" in found else f"{quote}torch{quote}"
    if needs.numpy:
        if not torch:
            return text
        line = text[: numpy.start()].rpartition("\n")
        between = f"\n{line[2]}" if line[1] and not line[2].strip() else " "
        item = numpy[0].removesuffix(",").rstrip()
        return f"{text[: numpy.start()]}{item},{between}{torch}{numpy['comma']}{text[numpy.end() :]}"
    if torch:
        return f"{text[: numpy.start()]}{torch}{numpy['comma']}{text[numpy.end() :]}"
    return text[: numpy.start()].rstrip(" \t") + text[numpy.end() :].lstrip(" \t").removeprefix("\n")


def poetry(text: str, needs: Needs) -> str:
    whole = text.splitlines(keepends=True)
    has_torch = any(re.match(r"torch\s*=", line) for line in whole)
    new = []
    for line in whole:
        if not POETRY.match(line.rstrip("\n")):
            new.append(line)
            continue
        new += [line if line.endswith("\n") else f"{line}\n"] * needs.numpy + ['torch = "*"\n'] * (not has_torch)
    return "".join(new)


def same_but_packages(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether nothing is lost but numpy, and nothing new but torch."""
    return flat(before) - flat(after) <= {"numpy"} and flat(after) - flat(before) <= {"torch"}


def flat(value: Any, path: str = "") -> set[str]:
    """All values by where they stand, packages that are meant here by their names."""
    if isinstance(value, dict):
        return {leaf for key, item in value.items() for leaf in flat(item, f"{path}.{key}")}
    if isinstance(value, list):
        return {leaf for item in value for leaf in flat(item, f"{path}[]")}
    for name in ("numpy", "torch"):
        if path.endswith(f".{name}") or (path.endswith("[]") and re.match(rf"{name}(?![-\w.])", str(value), re.I)):
            return {name}
    return {f"{path}={value!r}"}
