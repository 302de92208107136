"""Which earlier test is tried first for what it leaves behind."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis.leaks import leak_sites
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
        leak_directory=folder, leak_differed=True, leak=leak, earlier=earlier, root=folder
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
    laboratory: Any = SimpleNamespace(leak_directory=None, leak_differed=None, earlier=(SETS,), root=tmp_path)
    tried: list[object] = []

    def leak(tests: object = None) -> bool:
        tried.append(tests)
        laboratory.leak_directory, laboratory.leak_differed = tmp_path, True
        return False

    laboratory.leak = leak
    sites, _ = leak_sites(laboratory)
    assert tried == [None]
    assert [(site.path, site.line) for site in sites] == [("test_a.py", 5)]


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
        leak_directory=tmp_path, leak_differed=True, earlier=(SETS,), root=tmp_path
    )
    sites, words = leak_sites(laboratory)
    assert [(site.line, site.text) for site in sites] == [(3, line)]
    assert words == f"{SETS} changes {name}"
