"""The report as a page: what stands in it, and what it does in a browser."""

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import CHROMIUM, Browser, browser
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.convert import STAGES, conversions
from np2torch.options import UNUSABLE
from np2torch.report.curves import picture
from np2torch.report.formats import Converted
from np2torch.report.highlight import pieces, spans
from np2torch.report.page import page
from np2torch.report.reasons import steps, whole
from np2torch.report.side import Fold, Row, folded, parts, rows
from np2torch.verdict import Curve

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*/train.py"))
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
SCRIPT = f"""\
import numpy as np

x = np.array([0.5, 1.5, 2.5])  # {EVIL}
y = np.array([1.0, 2.0, 3.0])
w = 1.0
for step in range(40):
    loss = np.mean((w * x - y) ** 2)
    w -= 0.1 * np.mean(2 * (w * x - y) * x)
z = np.linalg.eig(np.eye(2))[0]
print("{EVIL}", w, z)
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


# --- side by side --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nb\n", "a\nb\n", [((1, "a"), (1, "a")), ((2, "b"), (2, "b"))]),
        ("a\n", "", [((1, "a"), None)]),
        ("", "a\n", [(None, (1, "a"))]),
        ("w -= lr * g\n", "loss.backward()\nw -= lr * w.grad\n", [(None, (1, "loss.backward()")), ((1, "w -= lr * g"), (2, "w -= lr * w.grad"))]),
        ("one = two\nz = 1\n", "p(q)\n", [((1, "one = two"), None), ((2, "z = 1"), None), (None, (1, "p(q)"))]),
    ],
)  # fmt: skip
def test_rows(before: str, after: str, expected: list[object]) -> None:
    assert [(row.left, row.right) for row in rows(before, after)] == expected


def test_all_lines_are_there_once() -> None:
    for path in EXAMPLES:
        for made in conversions(path.read_text(), "nn"):
            found = rows(made.before, made.after)
            assert [r.left[1] for r in found if r.left] == made.before.rstrip("\n").split("\n")
            assert [r.right[1] for r in found if r.right] == made.after.rstrip("\n").split("\n")


def test_large_block_is_paired_in_its_order() -> None:
    before, after = ("\n".join(f"{name}{n}" for n in range(70)) for name in "ab")
    assert all(row.left and row.right and row.left[0] == row.right[0] for row in rows(before, after))


def test_parts_of_a_line() -> None:
    left, right = parts(Row((1, "x = np.ones(3)"), (1, "x = torch.ones(3)")))
    assert left == [("x = ", False), ("np", True), (".ones(3)", False)]
    assert right == [("x = ", False), ("torch", True), (".ones(3)", False)]


def test_far_lines_are_folded() -> None:
    text = "".join(f"{n}\n" for n in range(30))
    found = list(folded(rows(text, text.replace("15\n", "15 + x\n"))))
    assert [len(item.rows) if isinstance(item, Fold) else 1 for item in found] == [12, *[1] * 7, 11]


def test_pieces() -> None:
    text = 'if x:  # é\n    s = """a\nb""" + str(10)\n'
    shown = [pieces([(line, False)], spans(text).get(n, ())) for n, line in enumerate(text.splitlines(), 1)]
    assert shown[0] == [("if", "keyword", False), (" x:  ", "", False), ("# é", "comment", False)]
    assert shown[1][1:] == [('"""a', "string", False)]
    assert shown[2] == [('b"""', "string", False), (" + str(", "", False), ("10", "literal", False), (")", "", False)]


def test_what_is_no_python_is_not_coloured() -> None:
    assert pieces([("x = (", False), ("1", True)], spans("x = (1").get(1, ()))[-1][2] is True


# --- reasons -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=[p.parent.name for p in EXAMPLES])
def test_every_line_that_changed_has_a_reason(path: Path) -> None:
    made = list(conversions(path.read_text(), "nn"))
    all_steps = steps(made, STAGES)
    for step in [*all_steps, whole(all_steps, made[0].before, made[-1].after)]:
        assert step.changed
        for row, why in zip(step.rows, step.reasons, strict=True):
            assert why if row.changed else all(reason.code for reason in why), row


def test_reasons_are_those_of_the_stage() -> None:
    made = list(conversions(SCRIPT, "optim"))
    found = {
        step.stage: {row.left[1].strip(): [r.what for r in why] for row, why in zip(step.rows, step.reasons, strict=True) if row.left and why}
        for step in steps(made, STAGES)
    }  # fmt: skip
    assert re.fullmatch(r"np\.mean, rule reductions\.py:\d+", found["tensor"]["loss = np.mean((w * x - y) ** 2)"][0])
    assert found["autograd"]["w = 1.0"][0].startswith("gradient by autograd")
    update = found["optim"]["w -= 0.1 * w.grad"]
    assert update[0] == "nothing needs it any more" or update[0].startswith("update by torch.optim.SGD")
    left = found["tensor"]["z = np.linalg.eig(np.eye(2))[0]"]
    assert any("stays NumPy" in what for what in left)


# --- the page ------------------------------------------------------------------------------


class Outside(HTMLParser):
    """What a page asks for from elsewhere, and the scripts that it has."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.asked += [
            v or ""
            for k, v in attrs
            if k in ("src", "href", "data", "srcset", "action") and not (v or "").startswith("#")
        ]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "broken.py").write_text("x = (")
    return tmp_path


def test_page_needs_nothing_else(made: Path) -> None:
    result = run("convert", made / "train.py", made / "broken.py", "--report", made / "r.html")
    assert result.exit_code == 2
    text = (made / "r.html").read_text()
    found = Outside()
    found.feed(text)
    assert (found.asked, found.scripts) == ([], 1)
    assert "url(" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "not Python 3" in text
    assert " disabled>optim</button>" in text


def test_notebook_is_shown_by_its_cells(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**cell, "source": "%matplotlib inline\nimport numpy as np"}, {**cell, "source": "x = np.ones(3)\ny = 1"}]
    (tmp_path / "a.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    assert run("convert", tmp_path / "a.ipynb", "--report", tmp_path / "r.html").exit_code == 0
    text = (tmp_path / "r.html").read_text()
    assert '<div class="cell">cell 2</div>' in text
    assert "%matplotlib inline" in text
    assert "np2torch~" not in text
    assert "# %% np2torch" not in text
    assert re.search(r'<span class="number">1</span><code class="old">x = <span class=" differs">np</span>', text)


def test_folder(made: Path) -> None:
    (made / "lib.py").write_text("import numpy as np\n\n\ndef f(x):\n    return np.tanh(x)\n")
    (made / "use.py").write_text("import numpy as np\nfrom lib import f\nprint(f(np.ones(3)))\n")
    result = run("convert", made, "--diff", "--report", made / "r.html", "-j", "1")
    assert result.exit_code == 2
    text = (made / "r.html").read_text()
    assert "4 files: 3 converted, 0 unchanged, 1 failed" in text
    for name in ("train.py", "lib.py", "use.py", "broken.py"):
        assert f"{made / name}</a>" in text


def test_verdict_and_curves(made: Path) -> None:
    pytest.importorskip("torch")
    result = run("convert", made / "train.py", "--verify", "--stage", "optim", "--report", made / "r.html")
    assert result.exit_code == 0, result.output
    text = (made / "r.html").read_text()
    assert "Verified: equal: 1 parameter" in text
    lines = dict(re.findall(r'<polyline class="(\w+)" points="([^"]+)"', text))
    assert len(lines["original"].split()) == 40
    assert lines["original"] == lines["migrated"]


@pytest.mark.parametrize(
    ("values", "logarithmic"),
    [([3.0, 2.0, 1.0], False), ([1000.0, 10.0, 1.0], True), ([100.0, 1.0, -1.0], False), ([5.0, 5.0], False), ([float("inf"), 2.0, float("nan"), 1.0], False)],
)  # fmt: skip
def test_picture(values: list[float], logarithmic: bool) -> None:
    line = tuple(enumerate(values, 1))
    shown = picture(Curve("loss", line, line))
    assert shown is not None
    assert shown.logarithmic is logarithmic
    points = [tuple(map(float, p.split(","))) for p in shown.original.split()]
    assert all(0 <= x <= shown.width and 0 <= y <= shown.height for x, y in points)
    assert points[0][1] <= points[-1][1]  # what is greater stands higher


def test_picture_of_nothing() -> None:
    assert picture(Curve("loss", ((1, float("nan")),), ())) is None


def test_preview(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or True)
    before = sorted(os.listdir(made))
    result = run("preview", made / "train.py")
    assert result.exit_code == 0, result.output
    [url] = opened
    report = Path(result.stdout.splitlines()[-1])
    assert report.as_uri() == url
    assert " disabled>" not in report.read_text()
    assert sorted(os.listdir(made)) == before


@pytest.mark.parametrize("name", ["broken.py", "nowhere.py"])
def test_preview_of_what_cannot_be_used(made: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("webbrowser.open", lambda url: True)
    assert run("preview", made / name).exit_code == UNUSABLE


# --- in a browser --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    made = tuple(conversions(SCRIPT, "nn"))
    path.write_bytes(page([Converted("train.py", "train_torch.py", made[-1], stages=made)]))
    return path


@pytest.fixture
def shown(report: Path) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with browser() as found:
        found.open(report)
        yield found
        assert found.said("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled") == []
        assert {r["request"]["url"] for r in found.said("Network.requestWillBeSent")} == {report.as_uri()}
        assert found.said("Page.javascriptDialogOpening") == []


TEXT = "[...document.querySelectorAll('.panel:not([hidden])')].map(p => p.innerText).join()"
WHY = "document.getElementById('why').hidden ? '' : document.getElementById('why').innerText"
ROW = ".panel:not([hidden]) .row.changed"


def test_tabs_switch(shown: Browser) -> None:
    assert "alert(1)" in shown.value(TEXT)
    shown.point_at("[role=tab]:nth-child(3)", click=True)
    assert "w.grad" in shown.value(TEXT)
    assert "optimizer" not in shown.value(TEXT)
    shown.press("ArrowRight")
    assert "optimizer.step()" in shown.value(TEXT)
    assert shown.value("document.querySelectorAll('[aria-selected=true]').length") == 1
    assert shown.value("document.activeElement.innerText") == "optim"


def test_reason_shows(shown: Browser) -> None:
    shown.point_at("[role=tab]:nth-child(2)", click=True)
    assert shown.value(WHY) == ""
    shown.point_at(ROW)
    assert "np.array, rule arrays.py:" in shown.value(WHY)
    shown.point_at("h1")
    shown.point_at(f"{ROW} ~ .row.changed ~ .row.changed", click=True)
    assert "np.mean, rule reductions.py:" in shown.value(WHY)
    shown.point_at(ROW)
    assert "np.mean" in shown.value(WHY)  # what was clicked stays
    shown.press("Escape")
    assert shown.value(WHY) == ""


def test_reasons_by_keyboard(shown: Browser) -> None:
    shown.value("document.querySelector('[role=tab]').focus()")
    shown.press("Tab")
    first = shown.value(WHY)
    shown.press("ArrowDown")
    assert first
    assert shown.value("document.activeElement.className").startswith("row")
    assert shown.value("document.querySelectorAll('.row.open').length") == 1


@pytest.mark.parametrize("width", [360, 1200])
def test_page_is_not_wider_than_the_screen(report: Path, width: int) -> None:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with browser() as found:
        found.open(report, width)
        assert found.value("document.documentElement.scrollWidth") <= width
        beside = "(r => r[0].getBoundingClientRect().y == r[1].getBoundingClientRect().y)"
        assert found.value(f"{beside}(document.querySelector('{ROW}').querySelectorAll('code'))") is (width > 700)


def test_dark_and_light(shown: Browser) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    before = shown.value(ground)
    shown.point_at("#theme", click=True)
    assert shown.value(ground) != before
