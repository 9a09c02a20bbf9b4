"""What is written for a call: arguments, layout, parentheses, words."""

from __future__ import annotations

import pytest

from np2torch.check.trial import Converted, converted
from np2torch.kind import Array, External, Kind, Many, Number, Tuple, Unknown
from np2torch.rulebook import Rulebook, read_rulebook

X = Array("float64", (3, 4))
V = Array("float64", (4,))
KINDS: dict[str, Kind] = {
    "x": X,
    "y": X,
    "v": V,
    "k": Array("int64", (3,)),
    "b": Array("bool", (3, 4)),
    "f": Array("float32", (3, 4)),
    "n": Number("float"),
    "q": Unknown(),
    "math": External("math"),
}

RULES = """
@rewrites(np.sum)
def total(a: Array, axis=None, dtype: DType = None, out=None, keepdims=False) -> Reduced:
    return torch.sum(a, dim=axis, keepdim=keepdims, dtype=dtype)


@rewrites(np.mean)
def mean(a: Array, axis=None) -> Reduced:
    return torch.mean(floating(a), dim=axis)


@rewrites(np.var)
def var(a: Array, axis=None, ddof=0) -> Reduced:
    return torch.var(a, dim=axis, correction=always(ddof))


@rewrites(np.dot)
def dot(a: Array, b: Array) -> Dotted:
    return a @ b


@rewrites(np.sign)
def sign(a: Array) -> Like:
    return torch.where(torch.isnan(a), a, torch.sign(a))


@rewrites(np.flip)
def flip(a: Array) -> Like:
    return torch.flip(a, dims=axes(a))


@rewrites(np.add, np.subtract)
def add(a: Array, b: Array | Scalar) -> Promoted:
    return namesake(torch, promoted(a, b), promoted(b, a))


@rewrites(np.negative)
def negative(a: Array) -> Like:
    return -a


@rewrites(np.bitwise_count)
def bits(a: Array) -> Like:
    return sum([a >> i & 1 for i in range(63)])


@rewrites(np.stack)
def stack(arrays: Arrays, axis=0) -> Stacked:
    return torch.stack(arrays, dim=axis)


@rewrites(np.random.rand)
def rand(*shape: int) -> Sample:
    if shape:
        return torch.from_numpy(call)
    return call


@rewrites(np.ndarray.reshape)
def reshape(a: Array, *shape: int) -> Reshaped:
    return a.reshape(*shape)
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    book = Rulebook()
    book.read(RULES, "rules.py")
    book.constants.update(read_rulebook().constants)
    return book


def written(before: str, book: Rulebook) -> Converted:
    return converted(before, KINDS, book)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("np.sum(x)", "torch.sum(x)", id="what is left out is left out"),
        pytest.param("np.sum(x, 1)", "torch.sum(x, dim=1)", id="a position becomes a keyword"),
        pytest.param("np.sum(x, keepdims=True, axis=1)", "torch.sum(x, dim=1, keepdim=True)", id="another order"),
        pytest.param("np.sum(x, dtype=np.float32)", "torch.sum(x, dtype=torch.float32)", id="a dtype is translated"),
        pytest.param("np.sum(x, dtype='float32')", "torch.sum(x, dtype=torch.float32)", id="a dtype by its name"),
        pytest.param("np.sum(x, dtype=int)", "torch.sum(x, dtype=torch.int64)", id="Python's type as a dtype"),
        pytest.param("np.sum( x , axis = 1 )", "torch.sum( x , dim=1 )", id="spaces stay"),
        pytest.param("np.var(x, 0)", "torch.var(x, dim=0, correction=0)", id="always written"),
        pytest.param("np.var(x, ddof=1)", "torch.var(x, correction=1)", id="always, and given"),
        pytest.param("np.sum(np.sum(x, 0))", "torch.sum(torch.sum(x, dim=0))", id="inside another"),
        pytest.param("np.subtract(x, y)", "torch.subtract(x, y)", id="the namesake"),
        pytest.param("np.random.rand(2, 3)", "torch.from_numpy(np.random.rand(2, 3))", id="the call as it was"),
        pytest.param("np.random.rand()", "np.random.rand()", id="the call and no more"),
        pytest.param("x.reshape(2, *[6])", "x.reshape(2, *[6])", id="star arguments"),
        # words
        pytest.param("np.mean(k)", "torch.mean(k.to(torch.float64))", id="floating: a cast"),
        pytest.param("np.mean(f)", "torch.mean(f)", id="floating: none needed"),
        pytest.param("np.mean(x > 0)", "torch.mean((x > 0).to(torch.float64))", id="floating: parentheses"),
        pytest.param("np.add(k, f[0, :3])", "torch.add(k.to(torch.float64), f[0, :3])", id="promoted: a cast"),
        pytest.param("np.add(x, f)", "torch.add(x, f)", id="promoted: none needed"),
        pytest.param("np.flip(x)", "torch.flip(x, dims=(0, 1))", id="axes that are known"),
        pytest.param("np.flip(q)", "torch.flip(torch.as_tensor(q), dims=tuple(range(torch.as_tensor(q).ndim)))", id="axes"),
        # what is made an array
        pytest.param("np.sum([1.0, n])", "torch.sum(torch.tensor([1.0, n]))", id="a list of numbers"),
        pytest.param("np.sum([v, v], 0)", "torch.sum(torch.stack([v, v]), dim=0)", id="a list of arrays"),
        pytest.param("np.sum([v[0], 1.0])", "torch.sum(torch.stack([v[0], torch.tensor(1.0)]))", id="a mixed list"),
        pytest.param("np.sum([q, n])", "torch.sum(torch.stack([torch.as_tensor(q), torch.tensor(n)]))", id="who knows what in it"),
        pytest.param("np.stack([v, [1, 2]])", "torch.stack([v, torch.tensor([1, 2])])", id="items of a list of arrays"),
        pytest.param("np.sum(2.5)", "torch.sum(torch.tensor(2.5))", id="a number"),
        pytest.param("np.sum(q)", "torch.sum(torch.as_tensor(q))", id="who knows"),
        pytest.param("np.add(x, 2.5)", "torch.add(x, 2.5)", id="a number where one is welcome"),
        # parentheses
        pytest.param("np.dot(x, v) - y[0]", "x @ v - y[0]", id="none needed"),
        pytest.param("n * np.dot(x, v)", "n * (x @ v)", id="on the right of an operator that binds as tightly"),
        pytest.param("np.dot(x, v) * n", "x @ v * n", id="on the left of one"),
        pytest.param("np.dot(x + y, v)", "(x + y) @ v", id="around an argument"),
        pytest.param("np.dot(x * y, v)", "x * y @ v", id="none around one that binds as tightly on the left"),
        pytest.param("np.dot(x, v * v)", "x @ (v * v)", id="around one on the right"),
        pytest.param("-np.dot(x, v)", "-(x @ v)", id="behind a sign"),
        pytest.param("np.dot(x, v) ** 2", "(x @ v) ** 2", id="before a power"),
        pytest.param("np.dot(x, v).T", "(x @ v).T", id="before a dot"),
        pytest.param("(np.dot(x, v)).T", "(x @ v).T", id="that are there already"),
        pytest.param("np.dot(x, v)[0]", "(x @ v)[0]", id="before an index"),
        pytest.param("y[np.dot(x, v)]", "y[x @ v]", id="not inside an index"),
        pytest.param("f(np.dot(x, v), a=np.dot(x, v))", "f(x @ v, a=x @ v)", id="not inside a call"),
        pytest.param("[np.dot(x, v), np.dot(x, v)]", "[x @ v, x @ v]", id="not inside a list"),
        pytest.param("np.dot(x, v) > 0", "x @ v > 0", id="not beside a comparison"),
        pytest.param("n if np.dot(x, v) else n", "n if x @ v else n", id="not in a condition"),
        pytest.param("np.negative(x) ** 2", "(-x) ** 2", id="a sign before a power"),
        pytest.param("np.negative(x - y)", "-(x - y)", id="a sign before a difference"),
        pytest.param("2 * np.negative(x)", "2 * -x", id="a sign behind an operator"),
    ],
)  # fmt: skip
def test_text(before: str, after: str, book: Rulebook) -> None:
    assert written(before, book).text == after


def test_line_breaks_and_comments_inside_a_call_stay(book: Rulebook) -> None:
    before = "np.sum(\n    x,  # the errors\n    axis=1,\n)"
    assert written(before, book).text == "torch.sum(\n    x,  # the errors\n    dim=1,\n)"


def test_a_comment_that_would_be_lost_declines(book: Rulebook) -> None:
    result = written("np.sum(\n    axis=1,  # columns\n    a=x,\n)", book)
    assert "a comment inside the call would be lost" in result.declined[0]
    assert "# columns" in result.text


def test_an_expression_over_several_lines_gets_parentheses(book: Rulebook) -> None:
    assert written("np.dot(x *\n    y, v)", book).text == "(x *\n    y) @ v"


def test_an_argument_is_evaluated_twice_only_where_that_is_cheap(book: Rulebook) -> None:
    assert written("np.sign(x)", book).text == "torch.where(torch.isnan(x), x, torch.sign(x))"
    assert written("np.sign(x[0])", book).text == "torch.where(torch.isnan(x[0]), x[0], torch.sign(x[0]))"
    result = written("np.sign(x - y)", book)
    assert "argument a would be evaluated twice" in result.declined[0]
    assert result.text == "torch.as_tensor(np.sign((x - y).numpy()))"


def test_what_a_comprehension_counts_with_is_no_name_of_the_callers(book: Rulebook) -> None:
    kinds: dict[str, Kind] = {"k": Array("int64", (3,)), "i": Array("int64", ()), "i1": Number("int")}
    assert converted("np.bitwise_count(k)", kinds, book).text == "sum([k >> i & 1 for i in range(63)])"
    assert converted("np.bitwise_count(i)", kinds, book).text == "sum([i >> i1 & 1 for i1 in range(63)])"
    assert converted("np.bitwise_count(k[i1, i])", kinds, book).text == (
        "sum([k[i1, i] >> i2 & 1 for i2 in range(63)])"
    )


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("np.sum(x, where=y)", "argument where is not covered"),
        ("np.sum(x, initial=0)", "argument initial is not covered"),
        ("np.sum()", "argument a is missing"),
        ("np.mean(x, 0, 1)", "more arguments than numpy.mean takes"),
        ("np.sum(x, a=x)", "argument a is given twice"),
        ("np.sum(*args)", "what `*` hides cannot be told apart"),
        ("np.sum(x, **options)", "what `**` hides cannot be told apart"),
        ("np.sum(x, dtype=object)", "no tensor computes with object"),
    ],
)
def test_reasons_to_decline(before: str, why: str, book: Rulebook) -> None:
    assert why in written(before, book).declined[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("np.sum(x, initial=n)", "torch.as_tensor(np.sum(x.numpy(), initial=n))"),
        ("np.sum(q, initial=n)", "torch.as_tensor(np.sum(np.asarray(q), initial=n))"),
        ("np.sum(x - y, initial=np.sum(y))", "torch.as_tensor(np.sum((x - y).numpy(), initial=torch.sum(y).numpy()))"),
        ("np.sum([x, y], initial=0)", "torch.as_tensor(np.sum([x.numpy(), y.numpy()], initial=0))"),
        ("np.mean(x, 0, np.float32)", "torch.as_tensor(np.mean(x.numpy(), 0, np.float32))"),
    ],
)
def test_what_is_declined_stays_numpys_behind_a_bridge(before: str, after: str, book: Rulebook) -> None:
    assert written(before, book).text == after


def test_kinds_of_lists_decide(book: Rulebook) -> None:
    kinds: dict[str, Kind] = {"rows": Tuple((V, V)), "some": Many(V), "more": Many(Unknown())}
    assert converted("np.sum(rows)", kinds, book).text == "torch.sum(torch.stack(rows))"
    assert converted("np.sum(some)", kinds, book).text == "torch.sum(torch.stack(some))"
    assert "cannot tell what more holds" in converted("np.sum(more)", kinds, book).declined[0]
