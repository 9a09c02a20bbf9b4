"""What lists, dicts and instances hold, by the place that made them."""

from __future__ import annotations

from ..facts import Content


class Heap(dict[int, Content]):
    """Contents by site; `is_stale` once one has changed that was read before in this pass."""

    def __init__(self) -> None:
        super().__init__()
        self.begin_pass()

    def begin_pass(self) -> None:
        self.read: set[int] = set()
        self.is_stale = False
        self.settled: frozenset[int] = frozenset()  # what does not change any more

    def held(self, site: int) -> Content | None:
        """The content so far, for who adds to it."""
        return super().get(site)

    def get(self, site: int, default: Content | None = None) -> Content:  # type: ignore[override]
        self.read.add(site)
        return super().get(site) or default or Content()

    def __getitem__(self, site: int) -> Content:
        self.read.add(site)
        return super().__getitem__(site)

    def __contains__(self, site: object) -> bool:
        if isinstance(site, int):
            self.read.add(site)
        return super().__contains__(site)

    def __setitem__(self, site: int, content: Content) -> None:
        if site in self.settled:
            return
        if site in self.read and self.held(site) != content:
            self.is_stale = True
        super().__setitem__(site, content)
