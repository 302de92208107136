"""Ways out of sight that come to nothing as often as not are of low confidence, not shown by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from .conftest import Linter

SURE = (
    "def f(text):\n    return ' '.join(set(text.split()))\n",
    "def f(text):\n    return ';'.join(set(text.split()))\n",
    "def f(text, glue):\n    return glue.join(set(text.split()))\n",
    "def f(text, out):\n    out.write(f\"{','.join(set(text.split()))}\\n\")\n",
    "import os\n\ndef f(d):\n    return load(os.listdir(d)[-1])\n",
    "import os\n\ndef f(d):\n    files = os.listdir(d)\n    return load(files[0], files[1])\n",
    "import fnmatch, os\n\ndef f(d):\n    return load(fnmatch.filter(os.listdir(d), '*.a')[-1])\n",
    "import glob\n\ndef f(d):\n    files = glob.glob(d)\n    print(files[0])\n    return files\n",
    "def f(text, model):\n    model.rng.shuffle(list(set(text.split())))\n",
    "from shop import Item\n\ndef f(things: list[Item]):\n    return list(set(things))\n",
    "def f(table):\n    found = set()\n    found.update(table.keys())\n    return list(found)\n",
    "class A:\n    def f(self, text):\n        self.kept = list(set(text.split()))\n\n"
    "    def g(self, rows):\n        return [row for row in rows if row in self.kept], self.kept[1:]\n",
    "class A:\n    def f(self, text):\n        self.kept = list(set(text.split()))\n"
    "        return 'a' in self.kept\n\ndef g(a):\n    return a.kept\n",
    "import os\n\ndef f(d):\n    found = set()\n    for root, _, files in os.walk(d):\n"
    "        found.add(root)\n"
    "    return list(found)\n",
    "import os\n\ndef f(d, task):\n    found, all_of = [], []\n    for name in os.listdir(d):\n"
    "        if task in name:\n            found.append(name)\n            break\n"
    "        all_of.append(name)\n"
    "    return found, all_of\n",
    "from concurrent.futures import as_completed\nimport numpy\n\ndef f(fs):\n    found = []\n"
    "    for one in as_completed(fs):\n        found.append(one.result())\n    return numpy.mean(found)\n",
)
UNSURE = (
    "def f(sources):\n    return list(set(sources))\n",
    "import os\n\ndef f(d):\n    track_parallel_progress(convert, os.listdir(d))\n",
    "class A:\n    def f(self, text):\n        self.kept = list(set(text.split()))\n\n"
    "    def g(self, rows):\n        return [row for row in rows if row in self.kept]\n",
    "def f(text):\n    return sorted({(w, n) for n, w in enumerate(text.split())}, key=lambda x: x[1])\n",
    "def f(text):\n    return set(text.split()).pop()\n",
    "from shop import ItemId\n\ndef f(things: list[ItemId]):\n    return list(set(things))\n",
    "def f(text):\n    return '[' + ''.join(set(text.split())) + ']'\n",
    "def f(text):\n    return {'fields': ', '.join(set(text.split()))}\n",
    "def f(text):\n    return list(set(text.split()))[0]\n",
    "def f(text):\n    return next(iter(set(text.split())))\n",
    "import os\n\ndef f(d):\n    return load(os.listdir(d)[0])\n",
    "import os\n\ndef f(d, task):\n    for name in os.listdir(d):\n        if task in name:\n"
    "            return name\n",
    "import os\n\ndef f(d, name):\n    for root, _, files in os.walk(d):\n        if name in files:\n"
    "            return os.path.join(root, name)\n",
    "import os\n\ndef f(d, task):\n    found = []\n    for name in os.listdir(d):\n        if task in name:\n"
    "            found.append(name)\n            break\n    return found\n",
    "import os\nfrom PIL import Image\nfrom torchvision import transforms\n\ndef f(folder):\n"
    "    to_tensor = transforms.ToTensor()\n    total = 0\n    for name in os.listdir(folder):\n"
    "        picture = to_tensor(Image.open(name))\n        total += picture.sum(dim=(1, 2))\n"
    "    return total\n",
    "import numpy, os\n\ndef f(d):\n    sizes = []\n    for name in os.listdir(d):\n"
    "        sizes.append(size(name))\n    return numpy.mean(sizes)\n",
    "from concurrent.futures import as_completed\n\ndef f(fs):\n    found = {}\n"
    "    for one in as_completed(fs):\n        found[one.name] = one.result()\n    return found\n",
    "def f(text, model):\n    model.constrain(list(set(text.split())))\n",
    "def f(text, match):\n    for word in set(text.split()):\n        if match(word):\n            break\n"
    "    return word\n",
)


@pytest.mark.parametrize("text", SURE)
def test_shown(text: str, lint_files: Linter) -> None:
    assert len(lint_files({"a.py": text}, config=Config(select=("REP3",)))) == 1


@pytest.mark.parametrize("text", UNSURE)
def test_of_low_confidence(text: str, lint_files: Linter) -> None:
    config = Config(select=("REP3",), min_confidence="low")
    assert [finding.confidence for finding in lint_files({"a.py": text}, config=config)] == ["low"]


@pytest.mark.parametrize(
    ("values", "reported"),
    [
        (("None", "set(words)"), True),
        (("other.words", "set(words)"), True),
        (("read(words)", "set(words)"), True),
        (("sorted(words)", "set(words)"), False),
        (("words", "set(words)"), False),  # may be whatever a caller has
        (("read(words)", "set()"), False),
    ],
)
def test_an_attribute_that_is_a_set_on_one_way(
    values: tuple[str, str], reported: bool, lint_files: Linter
) -> None:
    text = f"""
    class A:
        def __init__(self, words: str):
            self.words = {values[0]}

        def fit(self, words: str):
            self.words = {values[1]}

        def state(self):
            return [word.lower() for word in self.words]
    """
    assert bool(lint_files({"a.py": text}, config=Config(select=("REP301",)))) is reported


@pytest.mark.parametrize(
    ("other", "reported"), [("cells[chosen]", True), ("read(path)", True), ("sorted(cells)", False)]
)
def test_a_name_that_is_a_set_on_one_way(other: str, reported: bool, lint_files: Linter) -> None:
    text = f"""
    def f(cells, chosen, path):
        if chosen:
            names = {other}
        else:
            names = set(cells.strip().split())
        return list(names)
    """
    assert bool(lint_files({"a.py": text}, config=Config(select=("REP301",)))) is reported


def test_addresses_that_only_tell_what_is_the_same(lint_files: Linter) -> None:
    text = "def f(clauses):\n    return unique(clauses, key=lambda x: id(x))\n"
    assert lint_files({"a.py": text}, config=Config(select=("REP305",))) == []


def test_what_an_assertion_says(lint_files: Linter) -> None:
    text = "def f(self, a, text):\n    self.assertEqual(a, 0, msg=f\"{' '.join(set(text.split()))}\")\n"
    assert lint_files({"a.py": text}, config=Config(select=("REP301",), min_confidence="low")) == []


@pytest.mark.parametrize(
    "body",
    [
        "    names = [names[i] for i in np.argsort(order)]\n    return names\n",
        "    names = list(np.array(names)[sorted_places])\n    return names\n",
        "    if len(names) == 1:\n        names = names[0]\n    else:\n        stop()\n    return names\n",
        "    error = ''\n    for name in set(names):\n        error += name\n    return error\n",
        "    error = ''\n    error += ' '.join(set(names))\n    return error\n",
        "    options.names_to_exclude = list(set(names))\n",
        "    frame[list(set(names))] = options.fill_value\n",
        "    for name in set(names):\n        x = get(name)\n        x.setdefault(0, []).append(name)\n",
        "    return functools.reduce(lambda a, b: a.union(b), [get(n) for n in set(names)])\n",
        "    return np.all(np.in1d(list(set(names)), order))\n",
        "    return sorted([load(n) for n in names], key=lambda x: x.info.get(CREATED, 0))\n",
        "    found = []\n    found.append(os.listdir(d))\n    found.sort()\n    return found\n",
    ],
)
def test_silent(body: str, lint_files: Linter) -> None:
    imports = "import functools, os\nimport numpy as np\n\n"
    head = f"{imports}def f(d, order, options, frame):\n    names = os.listdir(d)\n"
    assert lint_files({"a.py": head + body}, config=Config(select=("REP3",), min_confidence="low")) == []


@pytest.mark.parametrize(
    ("taker", "confidence"), [("from mine import keep\n", "low"), ("import mine\n", "high")]
)
def test_rows_that_the_project_takes_elsewhere(taker: str, confidence: str, lint_files: Linter) -> None:
    use = "keep(users)" if "keep" in taker else "users.write_csv('b')"
    text = f"import polars as pl\n{taker}\nusers = pl.read_csv('a').unique()\n{use}\n"
    config = Config(select=("REP306",), min_confidence="low")
    found = lint_files({"a.py": text, "mine.py": "def keep(rows):\n    return rows\n"}, config=config)
    assert [finding.confidence for finding in found] == [confidence]
