"""The modules of a folder, and what their import statements mean: as Python finds them, seen from any script in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from .edit import Source

PACKAGE = "__init__.py"


@dataclass(frozen=True, eq=False)
class Program:
    """Sources by their paths in the folder, with `/`."""

    sources: Mapping[str, Source] = field(default_factory=dict)

    @cached_property
    def folders(self) -> frozenset[str]:
        return frozenset(str(p) for path in self.sources for p in PurePosixPath(path).parents)

    def found(self, importer: str, level: int, dotted: str) -> str | None:
        """The path of the module, or of the folder that is a package, that an import names; None for others.

        Scripts put folders above theirs on the path, so those are searched from the importer's own upwards.
        """
        parts = dotted.split(".") if dotted else []
        parents = PurePosixPath(importer).parents
        for base in parents[level - 1 : level] if level else parents:
            path = base.joinpath(*parts)
            module = str(path) + ".py"
            if module in self.sources and module != importer:
                return module
            if str(path / PACKAGE) in self.sources:
                return str(path / PACKAGE)
            if (parts or level) and str(path) in self.folders:
                return str(path)
        return None

    def inside(self, package: str, name: str) -> str | None:
        """The module of that name in a package."""
        folder = package.removesuffix(PACKAGE).rstrip("/")
        return self.found(f"{folder}/{PACKAGE}".lstrip("/"), 1, name)

    def imports(self, path: str) -> Iterator[str]:
        """The modules of the folder that a module imports."""
        for node in self.sources[path].nodes:
            match node:
                case ast.Import(names):
                    yield from self.modules(path, 0, [a.name for a in names])
                case ast.ImportFrom(module, names, level):
                    dotted = module or ""
                    yield from self.modules(path, level, [dotted])
                    found = self.found(path, level, dotted)
                    inner = (self.inside(found, a.name) for a in names) if found and not found.endswith(".py") else ()
                    whole = (self.inside(found, a.name) for a in names) if found and found.endswith(PACKAGE) else ()
                    yield from (m for m in (*inner, *whole) if m is not None and m in self.sources)

    def modules(self, path: str, level: int, names: list[str]) -> Iterator[str]:
        """With the packages that they are in."""
        for name in names:
            parts = name.split(".")
            for count in range(1, len(parts) + 1):
                found = self.found(path, level, ".".join(parts[:count]))
                if found is not None and found in self.sources:
                    yield found

    def groups(self) -> list[list[str]]:
        """The modules that import one another, directly or not, each group in the order of the paths."""
        group = {path: {path} for path in self.sources}
        for path in self.sources:
            for other in self.imports(path):
                if group[other] is not group[path]:
                    merged = group[path] | group[other]
                    group.update(dict.fromkeys(merged, merged))
        return [sorted(g) for g in {id(g): g for g in group.values()}.values()]
