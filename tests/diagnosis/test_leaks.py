"""Which earlier test is tried first for what it leaves behind."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis.leaks import leak_sites
from pytest_repro.trials.leak_lines import LineWatch
from pytest_repro.trials.leaks import LEAKS_FILE

if TYPE_CHECKING:
    from pathlib import Path

DRAWS, SETS, CLEAN = "test_a.py::test_draws", "test_a.py::test_sets", "test_a.py::test_clean"


def _where_one_sets(
    folder: Path, leaks: list[dict[str, Any]], earlier: tuple[str, ...]
) -> tuple[Any, list[tuple[str, ...]]]:
    """A laboratory in which outputs differ after `SETS`, and the sets of tests that are tried in it."""
    (folder / LEAKS_FILE).write_text(json.dumps(leaks))
    tried: list[tuple[str, ...]] = []

    def leak(tests: tuple[str, ...]) -> bool:
        tried.append(tests)
        return SETS not in tests

    return SimpleNamespace(
        leak_directory=folder, leaked_in=[folder], leak_differed=True, leak=leak, earlier=earlier, root=folder
    ), tried


def test_one_that_changes_more_than_a_stream_is_tried_before_one_that_only_drew(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(
        "import torch\n\n\ndef test_sets():\n    torch.set_default_dtype(torch.float64)\n"
    )
    leaks = [
        {"item": SETS, "names": ["torch default stream", "torch.get_default_dtype()"]},
        {"item": DRAWS, "names": ["torch default stream"]},
    ]
    laboratory, tried = _where_one_sets(tmp_path, leaks, (SETS, CLEAN, DRAWS))
    sites, words = leak_sites(laboratory)
    assert tried == [(SETS,)]
    assert [(site.path, site.line) for site in sites] == [("test_a.py", 5)]
    assert "torch.get_default_dtype()" in words


def test_what_all_earlier_tests_do_is_known_where_there_is_one_only(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("import text\n\n\ndef test_sets():\n    text.WORDS.add('not')\n")
    (tmp_path / LEAKS_FILE).write_text(json.dumps([{"item": SETS, "names": ["text.WORDS"]}]))
    laboratory: Any = SimpleNamespace(
        leak_directory=None, leaked_in=[], leak_differed=None, earlier=(SETS,), root=tmp_path
    )
    tried: list[object] = []

    def leak(tests: object = None) -> bool:
        tried.append(tests)
        laboratory.leak_directory, laboratory.leak_differed = tmp_path, True
        return False

    laboratory.leak = leak
    sites, _ = leak_sites(laboratory)
    assert tried == [None]
    assert [(site.path, site.line) for site in sites] == [("test_a.py", 5)]


def test_where_no_test_ran_before_no_trial_is_spent_on_that() -> None:
    def leak() -> bool:
        raise AssertionError

    laboratory: Any = SimpleNamespace(leak_directory=None, earlier=(), leak=leak)
    assert leak_sites(laboratory) == ((), "")


def test_one_that_fills_a_cache_of_constants_is_tried_late(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("import text\n\n\ndef test_sets():\n    text.codes('a').add('not')\n")
    leaks = [
        {"item": DRAWS, "names": ["cache text.normal"]},
        {"item": SETS, "names": ["cache text.normal", "text.codes"]},
    ]
    laboratory, tried = _where_one_sets(tmp_path, leaks, (DRAWS, SETS))
    sites, _ = leak_sites(laboratory)
    assert tried == [(SETS,)]
    assert [(site.path, site.line) for site in sites] == [("test_a.py", 5)]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("decimal.getcontext().prec", "decimal.getcontext().prec = 8"),
        ("decimal.getcontext().rounding", "setcontext(CONTEXT)"),
        ("numpy.geterr().over", "np.seterr(over='raise')"),
        ("numpy.get_printoptions().precision", "np.set_printoptions(precision=3)"),
        ("torch.get_default_dtype()", "torch.set_default_dtype(torch.float64)"),
        ("torch.get_num_threads()", "torch.set_num_threads(1)"),
        ("torch.is_grad_enabled()", "torch.set_grad_enabled(False)"),
        ("torch.backends.cudnn.benchmark", "torch.backends.cudnn.benchmark = True"),
        ("environment variable MODE", "os.environ['MODE'] = 'fast'"),
        ("warnings.filters", "warnings.simplefilter('error')"),
        ("locale.localeconv().decimal_point", "locale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')"),
        ("pandas.options.display.precision", "pd.options.display.precision = 3"),
        ("sklearn.get_config().transform_output", "sklearn.set_config(transform_output='pandas')"),
        ("sys.path", "sys.path.insert(0, 'tools')"),
        ("sys.getrecursionlimit()", "sys.setrecursionlimit(5000)"),
        ("gc.isenabled()", "gc.disable()"),
        ("mpmath.mp.prec", "mpmath.mp.dps = 50"),
    ],
)
def test_the_line_that_changes_a_switch_is_known_by_its_name(tmp_path: Path, name: str, line: str) -> None:
    (tmp_path / "test_a.py").write_text(
        f"def test_sets():\n    first = quiet(1)\n    {line}\n    print(first)\n"
    )
    (tmp_path / LEAKS_FILE).write_text(json.dumps([{"item": SETS, "names": [name]}]))
    laboratory: Any = SimpleNamespace(
        leak_directory=tmp_path, leaked_in=[tmp_path], leak_differed=True, earlier=(SETS,), root=tmp_path
    )
    sites, words = leak_sites(laboratory)
    assert [(site.line, site.text) for site in sites] == [(3, line)]
    assert words == f"{SETS} changes {name}"


def test_the_line_after_which_the_state_was_seen_to_differ_is_named(tmp_path: Path) -> None:
    """No statement shows that `play` fills a class attribute: it does so by an operator, in another file."""
    (tmp_path / "test_a.py").write_text(
        "from bandit import Book, play\n\n\ndef test_sets():\n    it = Book()\n    play(\n        it\n    )\n"
    )
    entry = {"item": SETS, "names": ["bandit.Book._arms", "numpy.random stream"]}
    lines = {
        "bandit.Book._arms": [str(tmp_path / "test_a.py"), 7, "test_sets"],
        "numpy.random stream": [str(tmp_path / "test_a.py"), 5, "test_sets"],
    }
    for watched, named in (({}, 4), (lines, 6)):
        laboratory, _ = _where_one_sets(tmp_path, [{**entry, "lines": watched}], (SETS,))
        assert [site.line for site in leak_sites(laboratory)[0]] == [named]


def test_lines_are_watched_of_the_function_that_was_called_first() -> None:
    state = {"kept": 0, "left alone": 0}

    def inner() -> None:
        state["kept"] += 1

    def outer() -> None:
        assert state["kept"] == 0
        for _ in range(1000):
            inner()  # here
        state["kept"] += 1

    looks = 0

    def fingerprints() -> dict[str, str]:
        nonlocal looks
        looks += 1
        return {name: str(value) for name, value in state.items()}

    watch = LineWatch(frozenset({__file__}), fingerprints)
    before = sys.gettrace()
    with watch:
        outer()
    assert sys.gettrace() is before
    first = outer.__code__.co_firstlineno
    assert watch.lines == {"kept": (__file__, first + 3, "outer")}
    assert looks < 20


def test_a_decorator_within_a_test_is_a_line_of_its_own(tmp_path: Path) -> None:
    text = "import zoo\n\n\ndef test_sets():\n    @zoo.add\n    def f(x):\n        return x\n"
    (tmp_path / "test_a.py").write_text(text)
    lines = {"zoo.REGISTRY": [str(tmp_path / "test_a.py"), 5, "test_sets"]}
    entry = {"item": SETS, "names": ["zoo.REGISTRY"], "lines": lines}
    laboratory, _ = _where_one_sets(tmp_path, [entry], (SETS,))
    assert [site.line for site in leak_sites(laboratory)[0]] == [5]
