"""Seeding followed across files, also when only one of them is linted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Linter

DRAW = "import numpy as np\n\ndef noise(n):\n    return np.random.randn(n)\n"
SEEDED_MAIN = "import numpy as np\nimport data\n\nnp.random.seed(0)\ndata.noise(3)\n"


def lines(findings: list[object]) -> list[tuple[str, int, str]]:
    return [(f.path, f.line, f.code) for f in findings]  # type: ignore[attr-defined]


def test_one_file_of_a_project_sees_the_seeds_of_the_others(lint_files: Linter) -> None:
    assert lint_files({"data.py": DRAW, "main.py": SEEDED_MAIN}, "data.py") == []


def test_a_main_without_seed(lint_files: Linter) -> None:
    main = SEEDED_MAIN.replace("np.random.seed(0)\n", "")
    assert lines(lint_files({"data.py": DRAW, "main.py": main})) == [("data.py", 4, "REP102")]


def test_seeded_after_the_call(lint_files: Linter) -> None:
    main = "import numpy as np\nimport data\n\ndata.noise(3)\nnp.random.seed(0)\n"
    assert lines(lint_files({"data.py": DRAW, "main.py": main})) == [("data.py", 4, "REP102")]


def test_seed_through_three_files_and_an_alias(lint_files: Linter) -> None:
    files = {
        "data.py": DRAW,
        "core/__init__.py": "from core.rng import everything as seed_all\n",
        "core/rng.py": "from . import low\n\ndef everything(value):\n    low.apply(value)\n",
        "core/low.py": "from numpy.random import seed as s\n\ndef apply(value):\n    s(value)\n",
        "main.py": """
        import core
        from data import noise as make

        def main():
            core.seed_all(1)
            make(3)

        if __name__ == "__main__":
            main()
        """,
    }
    assert lint_files(files) == []


def test_an_object_made_in_a_seeded_place(lint_files: Linter) -> None:
    files = {
        "data.py": """
        import numpy as np

        class Dataset:
            def __getitem__(self, index):
                return np.random.rand()
        """,
        "main.py": """
        import numpy as np
        from data import Dataset

        def main():
            np.random.seed(0)
            loader = list(Dataset())

        main()
        """,
    }
    assert lint_files(files) == []
    files["main.py"] = files["main.py"].replace("np.random.seed(0)", "pass")
    assert lines(lint_files(files)) == [("data.py", 6, "REP102")]


def test_a_function_handed_to_a_framework(lint_files: Linter) -> None:
    files = {
        "data.py": DRAW,
        "main.py": """
        import numpy as np
        from data import noise
        from somewhere import run

        np.random.seed(0)
        run(noise, workers=2)
        """,
    }
    assert lint_files(files) == []


def test_entropy_is_no_seed(lint_files: Linter) -> None:
    main = SEEDED_MAIN.replace("seed(0)", "seed()")
    expected = [("data.py", 4, "REP102"), ("main.py", 4, "REP106")]
    assert lines(lint_files({"data.py": DRAW, "main.py": main})) == expected


def test_pytest_fixture_by_name(lint_files: Linter) -> None:
    files = {
        "conftest.py": """
        import numpy as np
        import pytest

        @pytest.fixture(name="steady")
        def make_steady():
            np.random.seed(0)
        """,
        "test_a.py": "import numpy as np\n\ndef test_a(steady):\n    assert np.random.rand() < 1\n",
        "test_b.py": "import numpy as np\n\ndef test_b(other):\n    assert np.random.rand() < 1\n",
    }
    assert lines(lint_files(files)) == [("test_b.py", 4, "REP102")]


def test_functions_that_call_each_other_end(lint_files: Linter) -> None:
    files = {
        "a.py": "from b import *\nimport random\n\ndef f():\n    g()\n    random.random()\n",
        "b.py": "from a import *\n\ndef g():\n    f()\n",
    }
    assert lines(lint_files(files)) == [("a.py", 6, "REP101")]
