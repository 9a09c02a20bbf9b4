"""Guards: true, false, or not known; and which clause follows from them."""

from __future__ import annotations

import ast

import pytest

from np2torch.guard import choose, decide
from np2torch.kind import Array, DType, Kind, Many, Nothing, Number, Text, Tuple, Unknown
from np2torch.rule import Binding, Declined, RuleError, bind
from np2torch.rulebook import parse_rule

X = Array("float64", (3, 4))
RULE = """@rewrites(np.f)
def f(a: Array | Scalar, b: Array = None, n: int = 0, *rest) -> Like:
    return torch.f(a)
"""


def bound(call: str, rule: str = RULE) -> Binding:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    return bind(parse_rule(rule, "rules.py", 1), "numpy.f", None, node)


def verdict(guard: str, kinds: dict[str, Kind], call: str = "f(a, b)") -> bool | None:
    return decide(ast.parse(guard, mode="eval").body, bound(call), kinds)


TABLE: list[tuple[str, Kind, bool | None]] = [
    ("is_array(a)", X, True),
    ("is_array(a)", Number("float"), False),
    ("is_array(a)", Unknown(), None),
    ("is_array(a)", Array("float64", (), number=True), None),
    ("is_scalar(a)", Number("int", 3), True),
    ("is_scalar(a)", X, False),
    ("is_scalar(a)", Unknown(), None),
    ("is_positive(a)", Number("float", 2.0), True),
    ("is_positive(a)", Number("float", -2.0), False),
    ("is_positive(a)", Number("float"), False),
    ("is_positive(a)", Number("int", "rows of X"), True),
    ("is_positive(a)", X, False),
    ("is_positive(a)", Unknown(), None),
    ("is_list(a)", Tuple((X, X)), True),
    ("is_list(a)", Many(X), True),
    ("is_list(a)", X, False),
    ("is_tuple(a)", Tuple((Number("int", 1),)), True),
    ("is_text(a)", Text("C"), True),
    ("is_text(a)", X, False),
    ("all_arrays(a)", Tuple((X, X)), True),
    ("all_arrays(a)", Tuple((X, Number("int"))), False),
    ("all_arrays(a)", Tuple((X, Unknown())), None),
    ("all_arrays(a)", Many(Unknown()), None),
    ("all_arrays(a)", X, False),
    ("holds_arrays(a)", Tuple((Tuple((X,)), Number("int"))), True),
    ("holds_arrays(a)", Tuple((Number("int"),)), False),
    ("holds_arrays(a)", Tuple((Unknown(),)), None),
    ("holds_text(a)", Tuple((Text("a"), Text("b"))), True),
    ("holds_text(a)", Tuple((Number("int"),)), False),
    ("is_float(a)", X, True),
    ("is_float(a)", Array("float32", None), True),
    ("is_float(a)", Array("int64", ()), False),
    ("is_float(a)", Array(None, ()), None),
    ("is_float(a)", Number("float"), True),
    ("is_int(a)", Array("uint8", (2,)), True),
    ("is_int(a)", Array("bool", (2,)), False),
    ("is_bool(a)", Array("bool", (2,)), True),
    ("is_complex(a)", Array("complex128", (2,)), True),
    ("ndim(a) == 2", X, True),
    ("ndim(a) < 2", X, False),
    ("ndim(a) == 2", Array("float64", None), None),
    ("ndim(a) == 0", Number("int"), True),
    ("ndim(a) == 2", Tuple((Tuple((Number("int"),)),)), True),
    ("dtype(a) == 'float64'", X, True),
    ("dtype(a) == 'float64'", Array(None, ()), None),
    ("a is None", Nothing(), True),
    ("a is not None", Nothing(), False),
    ("a is None", X, False),
    ("a is None", Unknown(), None),
    ("a == 2", Number("int", 2), True),
    ("a == 2", Number("int"), None),
    ("a == 'C'", Text("C"), True),
    ("a == 'C'", Text(None), None),
    ("a > -1", Number("int", 0), True),
    ("not is_array(a)", X, False),
    ("not is_array(a)", Unknown(), None),
    ("is_array(a) or is_scalar(a)", X, True),
    ("is_array(a) and is_float(a)", Array(None, ()), None),
    ("is_scalar(a) and is_float(a)", Array(None, ()), False),
    ("known(is_float(a))", X, True),
    ("known(is_float(a))", Array(None, ()), False),
    ("not known(is_float(a))", Array(None, ()), True),
    ("unknown(a)", Unknown(), False),
    ("True", Unknown(), True),
]


@pytest.mark.parametrize(("guard", "kind", "expected"), TABLE, ids=lambda v: v if isinstance(v, str) else repr(v))
def test_verdicts(guard: str, kind: Kind, expected: bool | None) -> None:
    assert verdict(guard, {"a": kind}) is expected


@pytest.mark.parametrize(
    ("guard", "a", "b", "expected"),
    [
        ("same_dtype(a, b)", X, Array("float64", ()), True),
        ("same_dtype(a, b)", X, Array("int64", ()), False),
        ("same_dtype(a, b)", X, Array(None, ()), None),
        ("same_dtype(a, b)", Number("int"), Number("int", 3), True),
        ("same_dtype(a, b)", Number("int"), Number("float"), False),
        ("same_shape(a, b)", X, Array("int64", (3, 4)), True),
        ("same_shape(a, b)", X, Array("int64", (3, 5)), False),
        ("same_shape(a, b)", X, Array("int64", (3, None)), None),
        ("is_float(a)", DType("float32"), X, True),
    ],
)
def test_verdicts_about_two(guard: str, a: Kind, b: Kind, expected: bool | None) -> None:
    assert verdict(guard, {"a": a, "b": b}) is expected


def test_what_the_caller_wrote() -> None:
    assert verdict("omitted(b)", {}, "f(x)") is True
    assert verdict("given(b)", {}, "f(x)") is False
    assert verdict("given(b)", {}, "f(x, b=y)") is True
    assert verdict("rest", {}, "f(x, y, 1)") is False
    assert verdict("rest", {}, "f(x, y, 1, 2)") is True
    assert verdict("count(rest) == 2", {}, "f(x, y, 1, 2, 3)") is True
    assert verdict("count(rest) == 2", {}, "f(x, y, 1, *more)") is None


def test_an_argument_that_is_left_out_has_its_default() -> None:
    assert verdict("b is None", {}, "f(x)") is True
    assert verdict("n == 0", {}, "f(x)") is True


@pytest.mark.parametrize("guard", ["a % 2", "a", "f(a)", "is_array(z)", "ndim(2) == 1", "a in b", "len(a) > 2", "[a]"])
def test_what_is_no_guard_is_a_mistake_in_the_rule(guard: str) -> None:
    with pytest.raises(RuleError, match=r"^rules\.py:2: "):
        verdict(guard, {"a": X})


CHOICES = """@rewrites(np.f)
def f(a: Array, b: Array = None) -> Like:
    assert not known(is_bool(a)), "bools have none"
    if is_float(a):
        return torch.f(a)
    if unknown(a):
        return torch.f(1.0 * a)
    if ndim(b) == 1:
        return torch.g(a, b)
    return torch.f(a.to(torch.float64))
"""


def chosen(a: Kind, b: Kind | None = None) -> str:
    kinds = {"a": a} if b is None else {"a": a, "b": b}
    result = choose(bound("f(a)" if b is None else "f(a, b)", CHOICES), kinds).result
    assert result is not None
    return ast.unparse(result)


def test_the_first_clause_that_holds_is_chosen() -> None:
    assert chosen(X) == "torch.f(a)"
    assert chosen(Array("int64", (2,)), Array("int64", (2,))) == "torch.g(a, b)"
    assert chosen(Array("int64", (2,)), X) == "torch.f(a.to(torch.float64))"


def test_a_clause_for_what_is_unknown_is_chosen_where_a_guard_cannot_tell() -> None:
    assert chosen(Array(None, (2,)), X) == "torch.f(1.0 * a)"


def test_a_clause_for_another_argument_that_is_unknown_is_not() -> None:
    with pytest.raises(Declined, match=r"cannot tell whether ndim\(b\) == 1"):
        chosen(Array("int64", (2,)), Array("int64", None))


def test_an_assertion_that_fails_declines_with_its_reason() -> None:
    with pytest.raises(Declined, match="bools have none"):
        chosen(Array("bool", (2,)))


def test_lists_and_numbers_count_as_the_arrays_that_are_made_of_them() -> None:
    assert chosen(Tuple((Number("float", 1.0), Number("float", 2.0)))) == "torch.f(a)"
    assert chosen(Number("float")) == "torch.f(a)"
    assert chosen(Tuple((Number("int", 1),)), Tuple((Number("int", 1),))) == "torch.g(a, b)"
    assert chosen(Unknown(), X) == "torch.f(1.0 * a)"
