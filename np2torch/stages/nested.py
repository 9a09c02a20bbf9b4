"""How collections of collections are shown: with NumPy's arrays in the place of tensors, at whatever depth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..facts import Content
from ..kind import Array, Container, Kind, Many, Never, Tuple

Heap = Mapping[int, Content]
DEEPEST = 4
NAMES = "tuvwxyz"


@dataclass(frozen=True)
class Nested:
    """What is written for such a collection; `{atom}` is its text."""

    value: str


def nested(kind: Kind, heap: Heap) -> Nested | None:
    """How to show it; None where it is no collection of collections with arrays in them."""
    inner = [k for k in items_of(kind, heap) if is_collection(k) and holds_tensors(k, heap)]
    text = shown("{atom}", kind, heap) if inner else None
    return Nested(text) if text is not None else None


def is_collection(kind: Kind) -> bool:
    return isinstance(kind, (Tuple, Many)) or (isinstance(kind, Container) and kind.type in ("list", "dict"))


def items_of(kind: Kind, heap: Heap) -> list[Kind]:
    match kind:
        case Tuple(items):
            return list(items)
        case Many(item):
            return [item]
        case Container("list" | "dict", site):
            content = heap.get(site, Content())
            kinds = [*(content.items or ()), *content.entries.values(), *([] if content.items else [content.item])]
            return [k for k in kinds if not isinstance(k, Never)]
    return []


def holds_tensors(kind: Kind, heap: Heap, depth: int = DEEPEST) -> bool:
    if isinstance(kind, Array):
        return kind.becomes_tensor
    return depth > 0 and any(holds_tensors(k, heap, depth - 1) for k in items_of(kind, heap))


def shown(text: str, kind: Kind, heap: Heap, depth: int = 0) -> str | None:
    """The text of what shows as NumPy's does; None where it is not known how."""
    if not holds_tensors(kind, heap):
        return text
    if isinstance(kind, Array):
        return f"{text}.numpy()" if kind.ndim or kind.boxed else f"{text}.numpy()[()]"
    items = items_of(kind, heap)
    name = NAMES[depth]
    if depth == DEEPEST:
        return None
    if isinstance(kind, Container) and kind.type == "dict" and len(set(items)) > 1:
        return by_key(text, heap.get(kind.site, Content()), heap, depth)
    each = {shown(name, k, heap, depth + 1) for k in items}
    if len(each) > 1 or None in each:
        return in_turn(text, kind, items, heap, depth)
    match kind:
        case Container("dict"):
            return f"{{{{k: {each.pop()} for k, {name} in {text}.items()}}}}"
        case Container("list") | Many(_, _, False):
            return f"[{each.pop()} for {name} in {text}]"
    return f"tuple({each.pop()} for {name} in {text})"


def by_key(text: str, content: Content, heap: Heap, depth: int) -> str | None:
    """A dict that is written with other values for the keys that are known."""
    if not isinstance(content.item, Never) or any("{" in key or "}" in key for key in content.entries):
        return None
    values = {key: shown(f"{text}[{key!r}]", k, heap, depth + 1) for key, k in content.entries.items()}
    changed = [f"{key!r}: {value}" for key, value in values.items() if value != f"{text}[{key!r}]"]
    return None if None in values.values() else f"{{{{**{text}, {', '.join(changed)}}}}}"


def in_turn(text: str, kind: Kind, items: list[Kind], heap: Heap, depth: int) -> str | None:
    """A tuple or list, item by item."""
    is_whole = isinstance(kind, Tuple) or (
        isinstance(kind, Container) and heap.get(kind.site, Content()).items is not None
    )
    if not is_whole:
        return None
    parts = [shown(f"{text}[{i}]", k, heap, depth + 1) for i, k in enumerate(items)]
    if any(p is None for p in parts):
        return None
    inner = ", ".join(p or "" for p in parts)
    return f"[{inner}]" if isinstance(kind, Container) else f"({inner},)" if len(parts) == 1 else f"({inner})"
