"""Which expressions need parentheses where: Python's table of precedence."""

from __future__ import annotations

import ast
import enum


class Level(enum.IntEnum):
    """How tightly an expression holds together; what stands inside another has to hold at least as tightly."""

    BROKEN = -1  # lines that only hold together inside parentheses
    ANY = 0  # a tuple without parentheses, `yield`, `:=`
    TEST = 1  # `a if b else c`, lambda
    OR = 2
    AND = 3
    NOT = 4
    COMPARISON = 5
    BIT_OR = 6
    BIT_XOR = 7
    BIT_AND = 8
    SHIFT = 9
    SUM = 10
    PRODUCT = 11
    SIGN = 12
    POWER = 13
    NUMBER = 14  # a literal: `2 .real` wants a space or parentheses
    ATOM = 15


OPERATORS: dict[type[ast.operator] | type[ast.boolop] | type[ast.unaryop], Level] = {
    ast.Or: Level.OR,
    ast.And: Level.AND,
    ast.Not: Level.NOT,
    ast.BitOr: Level.BIT_OR,
    ast.BitXor: Level.BIT_XOR,
    ast.BitAnd: Level.BIT_AND,
    ast.LShift: Level.SHIFT,
    ast.RShift: Level.SHIFT,
    ast.Add: Level.SUM,
    ast.Sub: Level.SUM,
    ast.Mult: Level.PRODUCT,
    ast.Div: Level.PRODUCT,
    ast.FloorDiv: Level.PRODUCT,
    ast.Mod: Level.PRODUCT,
    ast.MatMult: Level.PRODUCT,
    ast.UAdd: Level.SIGN,
    ast.USub: Level.SIGN,
    ast.Invert: Level.SIGN,
    ast.Pow: Level.POWER,
}


def level_of(node: ast.expr) -> Level:
    match node:
        case ast.BinOp(_, op) | ast.BoolOp(op) | ast.UnaryOp(op):
            return OPERATORS[type(op)]
        case ast.Compare():
            return Level.COMPARISON
        case ast.IfExp() | ast.Lambda():
            return Level.TEST
        case ast.Tuple() | ast.Yield() | ast.YieldFrom() | ast.NamedExpr() | ast.Starred() | ast.Slice():
            return Level.ANY
        case ast.Await():
            return Level.POWER
        case ast.Constant(int() | float()) if not isinstance(node.value, bool):
            return Level.NUMBER
    return Level.ATOM


def level_of_text(text: str) -> Level:
    """The level of an expression in source form; what does not parse alone (it breaks lines) gets parentheses."""
    if text.isidentifier():
        return Level.ATOM
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return Level.BROKEN
    whole = isinstance(node, (ast.Tuple, ast.GeneratorExp)) and text.startswith("(") and text.endswith(")")
    return Level.ATOM if whole else level_of(node)


def wanted(child: ast.expr, parent: ast.AST) -> Level:
    """The least level that stands in the child's place without parentheses."""
    match parent:
        case ast.BinOp(left, ast.Pow()):
            return Level(Level.POWER + 1) if child is left else Level.SIGN
        case ast.BinOp(left, op):
            return Level(OPERATORS[type(op)] + (child is not left))
        case ast.BoolOp(op):
            return Level(OPERATORS[type(op)] + 1)
        case ast.UnaryOp(op):
            return OPERATORS[type(op)]
        case ast.Compare():
            return Level.BIT_OR
        case ast.Attribute() | ast.Await():
            return Level.ATOM
        case ast.Call(func) if child is func:
            return Level.ATOM
        case ast.Subscript(value) if child is value:
            return Level.ATOM
        case ast.IfExp(test, body) if child in (test, body):
            return Level.OR
        case ast.comprehension():
            return Level.OR
        case ast.Starred():
            return Level.BIT_OR
        case ast.Subscript() | ast.stmt() | ast.FormattedValue():
            return Level.ANY
    return Level.TEST
