"""All the words that a rule's result may be written in, each with what writes it."""

from __future__ import annotations

from . import places, wording

WORDS: dict[str, wording.Word] = {
    **wording.WORDS,
    "places": places.places,
    "raveled": places.raveled,
    "excess": places.excess,
    "overlaid": places.overlaid,
    "decided": places.decided,
}
