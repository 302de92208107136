"""Where an order gets lost, and where it gets into a result, by shapes of code that real projects have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from .conftest import Linter

MARK = "# <- here"

FORGOTTEN = (
    # Pairs of what belongs together.
    """
    from pathlib import Path
    import shutil

    def f(folder, to):
        files = list(Path(folder).glob("*"))
        targets = [to / file.name for file in files]
        for a, b in zip(files, targets, strict=True):
            shutil.copy(a, b)
    """,
    # One file of that name.
    "from pathlib import Path\n\ndef f(d, n):\n    return list(Path(d).glob(f'step-{n}.index'))[0]\n",
    "import os\nparser.add_argument('--model', choices=os.listdir('models'))\n",
    # The order of completion takes its place.
    """
    from concurrent.futures import as_completed
    import os

    def f(folder, pool):
        jobs = []
        for name in os.listdir(folder):
            jobs.append(pool.submit(work, name))
        for job in as_completed(jobs):
            job.result()
    """,
    # Characters, each for itself.
    "def f(a: set[str], text):\n    return text.translate(str.maketrans('', '', ''.join(a)))\n",
    "def f(a: set[str], text):\n    return text.strip(''.join(a))\n",
    "def f(a: set[str]):\n    rows = list(a)\n    return sort_versions(rows)\n",
    # The folder of all that it lists.
    "import os, glob\nfolder = os.path.dirname(glob.glob('data/*.csv')[0])\n",
)
KEPT = (
    # Sorting a copy sorts nothing.
    """
    import os

    def f(folder):
        names = os.listdir(folder)  # <- here
        print(sorted(names))
        return names
    """,
    # The other branch sorts a list of its own.
    """
    from pathlib import Path

    def f(folders, stereo):
        for folder in folders:
            if stereo:
                paths = list(Path(folder).glob("*.wav"))  # <- here
                for number, path in enumerate(paths):
                    channels[path] = number
            else:
                paths = list(Path(folder).glob("*.flac"))
                for path in sorted(paths):
                    sources.append(path)
    """,
    # A declared variable carries the item on.
    """
    from pathlib import Path

    def f(folder, pool):
        jobs = []
        for path in Path(folder).glob("*.txt"):  # <- here
            jobs.append(pool.submit(read, path))
        texts = []
        for job in jobs:
            text: str = job.result()
            texts.append(text)
        return texts
    """,
    # What is kept right before the loop is left.
    """
    def f(terms: set[str], term, found):
        for other in terms:  # <- here
            if close(term, other):
                found.add(other)
                break
        return found
    """,
    # Rows of several parts, sorted by one of them.
    """
    import operator

    def f(rows):
        rows = [(text, language.strip()) for text, language in rows]
        return sorted(set(rows), key=operator.itemgetter(1))  # <- here
    """,
)


@pytest.mark.parametrize("text", FORGOTTEN)
def test_silent_where_the_order_is_forgotten(text: str, lint_files: Linter) -> None:
    assert lint_files({"a.py": text}, config=Config(select=("REP3",))) == []


@pytest.mark.parametrize("text", KEPT)
def test_reported_where_the_order_is_kept(text: str, lint_files: Linter) -> None:
    marked = [number for number, line in enumerate(text.split("\n"), 1) if MARK in line]
    findings = lint_files({"a.py": text}, config=Config(select=("REP3",)))
    assert [finding.line for finding in findings] == marked


def test_a_module_that_a_star_brings(lint_files: Linter) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/imports.py": "import os\n",
        "pkg/files.py": "from .imports import *\n\ndef f(d):\n    return os.listdir(d)\n",
        "pkg/other.py": "from numpy import *\n\ndef f(d):\n    return os.listdir(d)\n",
    }
    findings = lint_files(files, config=Config(select=("REP302",)))
    assert [(finding.path, finding.line) for finding in findings] == [("pkg/files.py", 4)]
