"""The words that a rule's result may be written in, each with what writes it."""

from __future__ import annotations

from . import places, wording

WORDS: dict[str, wording.Word] = {
    "floating": wording.floating,
    "double": wording.double,
    "narrow": wording.narrow,
    "counting": wording.counting,
    "promoted": wording.promoted,
    "matched": wording.matched,
    "floats": wording.floats,
    "axes": wording.axes,
    "backwards": wording.backwards,
    "padding": wording.padding,
    "nested": wording.nested,
    "positions": wording.positions,
    "item": wording.item,
    "slices": wording.slices,
    "ranges": wording.ranges,
    "open_ranges": wording.open_ranges,
    "places": places.places,
    "raveled": places.raveled,
    "excess": places.excess,
    "overlaid": places.overlaid,
    "decided": places.decided,
}
