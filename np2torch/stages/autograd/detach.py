"""Where values of the graph become NumPy arrays, they are detached first."""

from __future__ import annotations

import ast

from ...edit import Edits, Source, Span
from ...graph import Graph
from ...infer import infer
from ...rulebook import Rulebook


def detached(text: str, rulebook: Rulebook) -> str:
    source = Source.parse(text)
    facts = infer(source, rulebook)
    graph, edits = Graph(facts), Edits(source)
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(ast.Attribute(receiver, "numpy") as function, []) if graph.holds(receiver):
                dot = source.text.rindex(".", source.span(receiver).end, source.span(function).end)
                edits.replace(Span(dot, dot), ".detach()")
    return edits.apply()
