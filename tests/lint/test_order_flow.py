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
    # Columns of a table that are added up.
    "def f(names, frame):\n    return frame[[n + '_freq' for n in set(names)]].sum(axis=1)\n",
    "def f(frame, a: set[str]):\n    return len(frame[list(a)].select_dtypes('number').columns)\n",
    # What stands first of several parts mostly is a name of its own.
    "import operator\n\ndef f(rows: set[str]):\n    return sorted(set(rows), key=operator.itemgetter(0))\n",
    # A list of the items is only what is sorted in the end.
    """
    def f(rows: list[str]):
        groups = list(set(rows))
        if groups:
            groups = sorted(list(groups)) + ["other"]
        return groups
    """,
    """
    class A:
        def f(self, table):
            self.names = list(set(self.names))
            found = [row for row in table if row in self.names]
            self.names = sorted(found)
    """,
    # The number only stands for the item.
    """
    import os

    def f(d):
        files = os.listdir(d)
        for i in range(len(files)):
            print(i, files[i])
            save(load(files[i]), files[i])
    """,
    """
    import glob
    import numpy as np

    def f(name):
        found = glob.glob(name)
        days = [path.split("_")[-2] for path in found]
        times = [path.split("_")[-1] for path in found]
        return found[np.argmax([days[i] + times[i] for i in range(len(days))])]
    """,
    # A sentence that nobody answers.
    """
    class A:
        def check(self, row, known: set[str]):
            self.grouse("Row %d: value not in the known ones '%s'" % (row, "|".join(known)))
            self.grouse(f"Row {row}: value not in the known ones {' '.join(known)}")
    """,
    # Lists that are filled together are gone through together.
    """
    import glob

    def f(folder):
        images, sizes = [], []
        for path in glob.glob(folder):
            images.append(load(path))
            sizes.append(path.split("_")[-1])
        for image, size in zip(images, sizes):
            save(image, f"image_{size}.png")
    """,
    # There is only one, or none is taken.
    """
    import os

    def f(d, start):
        found = []
        for name in os.listdir(d):
            if name.startswith(start):
                found.append(name)
        if len(found) == 1:
            return found[-1]
        raise ValueError(f"several: {found}")
    """,
    # Rows are found by what they hold, not by the order of the columns.
    """
    def f(frame, rule, out):
        used = list(set(term.split(" ")[0] for term in rule.split(" and ")))
        out[frame[used].query(rule).index.values] = 1
    """,
    # What the items say chooses one of them; a place is left out.
    """
    import glob
    import numpy as np

    def f(name):
        found = glob.glob(name)
        times = [path.split("_")[-1] for path in found]
        latest = np.argmax(times)
        return found[latest], found[times.index(max(times))]
    """,
    """
    import os

    def f(d, wanted, places):
        left = os.listdir(d)
        for one in wanted:
            if one not in left:
                return False
            left.pop(places[one])
        return True
    """,
    # A table that has a name, and of which one is asked how many there are.
    "def f(text):\n    table = {'a': list(set(text.split()))}\n    return len(table['a'])\n",
    # A function that hands them back, to somebody who sorts them.
    """
    import glob

    def only(paths, end):
        return [path for path in paths if path.endswith(end)]

    def f():
        found = glob.glob("*")
        return sorted(only(found, ".csv"))
    """,
    "def f(frame, given: set[str]):\n    return frame.remove_terms(list(given))\n",
    # The top folder of a walk always comes first.
    """
    import os

    def f(folder):
        info = list(os.walk(folder))
        root, _, files = info[0]
        for name in files:
            if name == "config.json":
                path = os.path.join(root, name)
        return path
    """,
    "import os\n\ndef f(d):\n    _, _, files = next(os.walk(d))\n    return sorted(files)\n",
    "import os\n\ndef f(d):\n    return list(os.walk(d))[0][0]\n",
    # The folder of all that it lists.
    "import os, glob\nfolder = os.path.dirname(glob.glob('data/*.csv')[0])\n",
    # A set of one, under another name.
    """
    def f(rows):
        kinds = set()
        for row in rows:
            kinds |= row.keys()
            if len(kinds) > 1:
                return None
        only = kinds
        return list(only)
    """,
    # Folders that are gone through by a function that calls itself, and sorts what it has found.
    """
    from pathlib import Path

    def tree(folder):
        found = []
        for path in Path(folder).iterdir():
            if path.is_dir():
                found.append((path.name, tree(path)))
        return sorted(found)
    """,
    # Who goes through the lists of a private function sorts them.
    """
    def _names(rows: set[str]):
        return [row.lower() for row in rows]

    def f(rows):
        return sorted(set(_names(rows)), key=str)
    """,
    # What went wrong is for people to read.
    """
    from pathlib import Path

    def move(folder, to):
        errors = []
        for path in Path(folder).iterdir():
            try:
                move(path, to)
            except OSError as error:
                errors.append(error)
        if errors:
            raise OSError(errors)
    """,
)
# Only who goes through a table minds the order of its keys.
LOW = (
    "def f(a: set[str]):\n    b = {}\n    for name in a:\n        b[name] = g(name)\n    return b\n",
    "import os\n\ndef f(d):\n    return {name: load(name) for name in os.listdir(d)}\n",
    "import polars as pl\n\ndef f(frame: pl.DataFrame):\n    return dict(frame.unique().iter_rows())\n",
)
KEPT = (
    """
    class A:
        def f(self, row, known: set[str]):
            self.write_row("Row %d holds the following known values %s" % (row, " ".join(known)))  # <- here
            self.row("Row %s" % " ".join(known))  # <- here
    """,
    """
    import glob

    def f(folder, names, out):
        images, sizes = [], []
        for path in glob.glob(folder):  # <- here
            images.append(load(path))
        for image, name in zip(images, names):
            save(image, name)
    """,
    # That there is only one is ruled out, on one way.
    """
    import glob

    def f(name, several):
        found = []
        for path in glob.glob(name):  # <- here
            found.append(path)
        if several and len(found) == 1:
            raise ValueError(name)
        return found[-1]
    """,
    # The number of an item stands for the item, or for its place.
    """
    import os

    def f(d):
        files = os.listdir(d)  # <- here
        return [load(files[i]) for i in range(len(files))]
    """,
    """
    import os

    def f(d, table, out):
        files = os.listdir(d)  # <- here
        for i in range(len(files)):
            save(load(files[i]), i)
    """,
    """
    import os

    def f(d, table, out):
        files = os.listdir(d)  # <- here
        for i in range(len(files)):
            table[i] = load(files[i])
    """,
    """
    import os

    def f(d, table, out):
        files = os.listdir(d)  # <- here
        for i in range(len(files)):
            out.append(load(files[i]))
    """,
    # A graph hands its nodes and edges out as they came.
    """
    def f(text, graph):
        for word in set(text.split()):  # <- here
            graph.add_node(word)
    """,
    """
    def f(text, graph):
        for word in set(text.split()):  # <- here
            graph.add_edge(word, word)
    """,
    """
    def f(text, file, to_json):
        table = {"kept": list(set(text.split()))}  # <- here
        file.write(to_json(table))
    """,
    # What a table holds that is written or returned under its name.
    """
    import json

    def f(text, file):
        kept = list(set(text.split()))  # <- here
        table = {"kept": kept, "count": 3}
        json.dump(table, file)
    """,
    "def f(text):\n    table = {'a': list(set(text.split()))}  # <- here\n    return table\n",
    # Of the same length there may be several.
    """
    class A:
        def __init__(self, a, b):
            self.ids = list(set.intersection(set(a.keys()), set(b.keys())))  # <- here
            self.ids.sort(key=lambda one: self.shapes[one][0], reverse=True)

        def __getitem__(self, number):
            return self.ids[number]
    """,
    # Lists of sets.
    """
    def f(groups):
        held = []
        for group in groups:
            held.append(set(group.split()))
        return list(held[0])  # <- here
    """,
    """
    def f(rows, n):
        seen = [set() for _ in range(n)]
        for row in rows:
            seen[row.number].add(row.name)
        return list(seen[0])  # <- here
    """,
    # Somebody minds the order of what a private function returns, or may: it is named without being called.
    """
    def _names(rows: set[str]):
        return [row.lower() for row in rows]  # <- here

    def f(rows):
        return sorted(set(_names(rows)), key=str)

    def g(rows):
        return _names(rows)[0]
    """,
    """
    def _names(rows: set[str]):
        return [row.lower() for row in rows]  # <- here

    def f(rows):
        return sorted(set(_names(rows)), key=str), map(_names, rows)
    """,
    "import os\n\ndef f(d):\n    return next(os.walk(d))[2]  # <- here\n",
    """
    import os

    def f(d):
        _, folders, _ = next(os.walk(d))  # <- here
        return [load(folder) for folder in folders]
    """,
    """
    import glob

    def only(paths, end):
        return [path for path in paths if path.endswith(end)]

    def f():
        found = glob.glob("*")  # <- here
        return only(found, ".csv")
    """,
    # What takes the place of a set is one.
    """
    class A:
        def f(self, out):
            if self.body:
                names = self.body.names
            else:
                names = set()
            for name in names:  # <- here
                out.append(name)
    """,
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
)


@pytest.mark.parametrize("text", FORGOTTEN)
def test_silent_where_the_order_is_forgotten(text: str, lint_files: Linter) -> None:
    assert lint_files({"a.py": text}, config=Config(select=("REP3",))) == []


@pytest.mark.parametrize("text", KEPT)
def test_reported_where_the_order_is_kept(text: str, lint_files: Linter) -> None:
    marked = [number for number, line in enumerate(text.split("\n"), 1) if MARK in line]
    findings = lint_files({"a.py": text}, config=Config(select=("REP3",)))
    assert [finding.line for finding in findings] == marked


@pytest.mark.parametrize("text", LOW)
def test_keys_of_a_table_that_is_returned_are_shown_to_the_strict(text: str, lint_files: Linter) -> None:
    findings = lint_files({"a.py": text}, config=Config(select=("REP3",), min_confidence="low"))
    assert [finding.confidence for finding in findings] == ["low"]


PROGRAM = """
import os

def files_of(folder):
    return [name for name in os.listdir(folder)]

for name in files_of("audio"):
    os.system("sox " + name)
"""


def test_what_only_a_program_calls_itself(lint_files: Linter) -> None:
    assert lint_files({"a.py": PROGRAM}, config=Config(select=("REP302",))) == []


def test_what_others_may_call(lint_files: Linter) -> None:
    files = {"pkg/__init__.py": "", "pkg/a.py": PROGRAM, "main.py": "from pkg.a import files_of\n"}
    assert len(lint_files(files, config=Config(select=("REP302",)))) == 1


def test_more_is_said_than_who_is_handed_it(lint_files: Linter) -> None:
    text = "def f(a: set[str], frame):\n    names = list(a)\n    check(names)\n    return frame[names]\n"
    (finding,) = lint_files({"a.py": text}, config=Config(select=("REP301",)))
    assert finding.confidence == "high"
    assert "the order of this set decides which item is chosen" in finding.message


def test_a_module_that_a_star_brings(lint_files: Linter) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/imports.py": "import os\n",
        "pkg/files.py": "from .imports import *\n\ndef f(d):\n    return os.listdir(d)\n",
        "pkg/other.py": "from numpy import *\n\ndef f(d):\n    return os.listdir(d)\n",
    }
    findings = lint_files(files, config=Config(select=("REP302",)))
    assert [(finding.path, finding.line) for finding in findings] == [("pkg/files.py", 4)]


LEFT_OVER = "def left_over(names, done):\n    return list(set(names.split()) - set(done))\n"


@pytest.mark.parametrize(
    ("body", "reported"),
    [
        ("        page = Page(name, 'data', FOLDER)\n        page.save(f'{name}.txt')", False),
        ("        pages.append(name)", True),
        ("        pages[name[0]].append(name)", True),
        ("        fill(name, pages)", True),
        ("        page = Page(name, random.random())\n        page.save()", True),
        ("        pages = pages + [name]", True),
        ("        page = Page(name)\n    print(page)", True),
        ("        if name:\n            break\n    print(name)", True),
    ],
)
def test_who_calls_it_works_on_each_item_alone(body: str, reported: bool, lint_files: Linter) -> None:
    caller = (
        f"from pkg.a import left_over\n\ndef main(pages):\n    for name in left_over('a b', []):\n{body}\n"
    )
    files = {"pkg/__init__.py": "", "pkg/a.py": LEFT_OVER, "main.py": caller}
    findings = lint_files(files, config=Config(select=("REP301",)))
    assert [finding.path for finding in findings] == ["pkg/a.py"] * reported
