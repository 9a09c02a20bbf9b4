"""What import statements bind: other libraries, and the modules of the folder, each run once."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ..kind import Container, External, Unknown
from ..program import PACKAGE
from .state import Frame, State


class Modules(State):
    def on_import(self, node: ast.Import, frame: Frame) -> None:
        for alias in node.names:
            root = alias.name if alias.asname else alias.name.partition(".")[0]
            if (found := self.program.found(frame.module.path, 0, root)) is not None:
                self.load_parts(alias.name, frame)
                self.bind_name(alias.asname or root, self.load(found), frame)
            elif alias.asname:
                self.bind_name(alias.asname, External(alias.name), frame)
            else:
                self.bind_name(root, External(root), frame)

    def on_importfrom(self, node: ast.ImportFrom, frame: Frame) -> None:
        module = "." * node.level + (node.module or "")
        found = self.program.found(frame.module.path, node.level, node.module or "")
        if found is not None:
            self.import_names(found, [(a.name, a.asname or a.name) for a in node.names], frame)
            return
        for alias in node.names:
            if alias.name == "*":
                continue
            self.bind_name(alias.asname or alias.name, self.external(f"{module}.{alias.name}"), frame)

    def load(self, path: str) -> Container:
        """A module of the folder, run once, as what its names are; a folder without a file of its own is empty."""
        if path in self.loaded:
            return self.loaded[path]
        source = self.program.sources.get(path)
        site = self.sites[source.tree] if source is not None else -1 - len(self.loaded)
        module = self.loaded[path] = Container("module", site)
        self.make_room(site)
        if source is not None:
            frame = Frame({}, path=path)
            self.block(source.tree.body, frame)
            for name, kind in (frame.env if frame.env is not None else frame.ever).items():
                self.store(site, name, kind)
        return module

    def load_parts(self, dotted: str, frame: Frame) -> None:
        """`import common.layers`: the module is an attribute of its package."""
        parts = dotted.split(".")
        for count in range(1, len(parts)):
            outer = self.program.found(frame.module.path, 0, ".".join(parts[:count]))
            inner = self.program.found(frame.module.path, 0, ".".join(parts[: count + 1]))
            if outer is not None and inner is not None:
                self.store(self.load(outer).site, parts[count], self.load(inner))

    def import_names(self, path: str, names: Sequence[tuple[str, str]], frame: Frame) -> None:
        entries = self.heap[self.load(path).site].entries
        for name, bound in names:
            if name == "*":
                for public in [n for n in entries if not n.startswith("_")]:
                    self.bind_name(public, entries[public], frame)
                continue
            inner = self.program.inside(path, name) if not path.endswith(".py") or path.endswith(PACKAGE) else None
            self.bind_name(bound, self.load(inner) if inner is not None else entries.get(name, Unknown()), frame)
