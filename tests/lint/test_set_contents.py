"""What a set holds decides how sure REP301 is: numbers have one order, and names only make it less sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from .conftest import Linter

SHOWS_TEXT = (
    "def f(text):\n    return list(set(text.split()))\n",
    "def f(rows):\n    a = set()\n    for row in rows:\n        a.add(row.strip())\n    return list(a)\n",
    "def f(nodes: list[str]):\n    return list(set(nodes))\n",
    "def f(nodes):\n    for x in set(nodes):\n        out.append(x.lower())\n    return out\n",
    "def f(nodes):\n    return list({(n, str(n)) for n in nodes})\n",
    "import os\n\ndef f(p):\n    return list(set(os.listdir(p)) - set(done))\n",
    "def f(frame):\n    return list(set(frame.columns))\n",
    "def f(nodes):\n    return ' '.join(set(nodes))\n",
    "def f(groups: dict[int, set[str]]):\n    return list(groups[0])\n",
    "def f(p):\n    table = {}\n    for line in open(p):\n        table[line] = 1\n"
    "    return list(set(table) - done)\n",
    """
    class A:
        def __init__(self):
            self.nodes = set()

        def read(self, path):
            for line in open(path):
                self.nodes.add(line)

        def all(self):
            return list(self.nodes)
    """,
    """
    def read(path):
        return [line.strip() for line in open(path)]

    def f(path):
        return list(set(read(path)))
    """,
)
# What a function is said to return.
SAID_TO_BE_TEXT = (
    "def f(a) -> list[str]:\n    found = set()\n    for x in a:\n        found.update(x.parts)\n"
    "    return list(found)\n",
    "from typing import List, Tuple\n\n"
    "def f(a) -> Tuple[int, List[str]]:\n    found = list(set(a))\n    return len(a), found\n",
)
PARTS_THAT_ARE_NUMBERS = (
    "from typing import List, Tuple\n\nfrom torch import Tensor\n\n"
    "def f(data: List[Tuple[Tensor, int]]):\n    return list({x[1] for x in data})\n",
    """
    def rows(data) -> list[tuple[str, int]]:
        return [(a, int(b)) for a, b in data]

    def f(data):
        found = rows(data)
        return list({x[1] for x in found})
    """,
    "def f():\n    rows = [('a', 1), ('b', 2)]\n    return list({row[1] for row in rows})\n",
)
PARTS_THAT_ARE_TEXT = (
    "def f(data: list[tuple[int, str]]):\n    return list({x[1] for x in data})\n",
    "def f(data: list[str]):\n    return list({x[1] for x in data})\n",
)
SAID_TO_BE_NUMBERS = ("def f(a) -> list[int]:\n    return list(set(a))\n",)
SUGGESTS_TEXT = (
    "def f(departments):\n    return list(set(departments))\n",
    "def f(table):\n    return list({row.modality for row in table})\n",
    """
    import numpy as np

    def f(frame):
        held = []
        for one in frame["line"].unique():
            held.append(set(frame["concat"].values))
        both = held[0]
        for one in held:
            both = both.intersection(one)
        some = np.random.choice(sorted(both), 3)
        return list(both.difference(some))
    """,
    "def f(tables):\n    return list(set.intersection(*(set(t.obs_names) for t in tables)))\n",
    "def f(rows):\n    return list({tuple(row.items()) for row in rows})\n",
    "def f(a):\n    return [g(name, b) for name, b in set(a)]\n",
    "def f(a):\n    return [g(i, name, b) for i, (name, b) in enumerate(set(a))]\n",
    "import numpy as np\n\ndef f(names):\n    return list(set(np.random.choice(names, 3)))\n",
    # Edges have one that is a number.
    "def f(edges):\n    return list({(e.u, e.key) for e in edges})\n",
    "def f(words):\n    return list(set(words))\n",
    "def f(files_with_ids):\n    return list(set(files_with_ids))\n",
    "def f(rows):\n    return list({row['name'] for row in rows})\n",
    "def f(x):\n    return list(set(get_words(x)))\n",
    # Fields of records hold text more often than numbers.
    "def f(frame):\n    return list(set(frame['bads']))\n",
    "def f(rows):\n    return list({row.get('bads') for row in rows})\n",
    "def f(frame):\n    return list(set(frame[KIND]))\n",
    "def f(a, b):\n    return list(set(a[0] + b[3]))\n",
    "def f(a):\n    return sorted(set(a), key=lambda x: len(x.split(' ')))\n",
    # Numbers have no attributes, whatever they are called, and nobody waits for them.
    "def f(components):\n    return [x for x in set(components) if not x.hidden]\n",
    "def f(document):\n    return list(set(document.pop('tags', [])))\n",
    "def f(table):\n    return list(set(table.keys()))\n",
    "def f(a):\n    return [x for x in set(a) if not x.hidden]\n",
    "import asyncio\n\nasync def f(a):\n    return await asyncio.gather(*set(a))\n",
)
# What is numbered, looked up by its place or counted hardly is a number itself.
TREATED_AS_TEXT = (
    "def f(a):\n    return {x: i for i, x in enumerate(set(a))}\n",
    "def f(a, b):\n    kept = list(set(a))\n    return [kept.index(x) for x in b]\n",
    "def f(a):\n    return [x for x in set(a) if len(x) > 1]\n",
    "def f(word2idx):\n    return list(set(word2idx.keys()))\n",
    "def f(id_to_word):\n    return list(set(id_to_word.values()))\n",
)
SAYS_NOTHING = (
    # Many classes of libraries hash by what they hold.
    "from shop import Item\n\ndef f(a) -> list[Item]:\n    return list(set(a))\n",
    "def f(a):\n    return max(set(a), key=a.count)\n",
    "def f(hemisphere_ids):\n    return {x: i for i, x in enumerate(set(hemisphere_ids))}\n",
    "def f(a):\n    return list(set(a))\n",
    # What is called an id is as often a number, whatever it is an id of, or is kept under.
    "def f(ids_to_change_names):\n    return list(set(ids_to_change_names))\n",
    "def f(images):\n    ids = set(images.keys())\n    return list(ids)\n",
    "def f(self, k):\n    some_ids = self.names[k]\n    best = set(some_ids[:3])\n    return list(best)\n",
    "def f(author_ids, k):\n    authors = author_ids[k]\n    return list(set(authors))\n",
    "def f(states):\n    return list(set(states))\n",
    "def f(a):\n    return [x for x in set(a) if len(x) == 2]\n",
    "def f(rows):\n    return list({row['label'] for row in rows})\n",
    "def f(rows):\n    return list({row['y'] for row in rows})\n",
    "def f(a):\n    return [x for x in set(a) if x.shape]\n",
    "def f(a):\n    for x in set(a):\n        out.append(x)\n    return out\n",
)
SUGGESTS_NUMBERS = (
    # A set of pairs is salted for its names; what stands beside them need not be.
    "def f():\n    rows = [('a', g(1)), ('b', g(2))]\n    return list({row[1] for row in rows})\n",
    "import numpy as np\n\ndef f(a):\n    return list(set(np.random.choice(a, 3)))\n",
    "def f(a):\n    return [g(i, b) for i, b in set(a)]\n",
    "def f(word2idx):\n    return list(set(word2idx.values()))\n",
    # The elements are made of the items.
    "def f(a) -> list[str]:\n    return [str(x) for x in set(a)]\n",
    "def f(nodes):\n    return list(set(nodes))\n",
    "def f(g):\n    return [c for c in {frozenset(g.nodes[v]['community']) for v in g} if len(c) > 3]\n",
    "def f(true_labels):\n    return {x: i for i, x in enumerate(set(true_labels))}\n",
    "def f(y_true):\n    return {x: i for i, x in enumerate(set(y_true))}\n",
    "def f(graph):\n    return list(set(graph.nodes()))\n",
    "def f(edges):\n    return list(set(edges[:, 0]))\n",
    "def f(triples):\n    entities = set(triples[:, 0].tolist())\n    return list(entities)\n",
    "def f(a):\n    for node in set(a):\n        out.append(node)\n    return out\n",
    "def f(a):\n    for uidx in set(a):\n        out.append(g(uidx))\n    return out\n",
    # Nobody can see whether an unknown function minds the order of unknown things.
    "def f(a):\n    use(list(set(a)))\n",
)
SHOWS_NUMBERS = (
    "import numpy as np\n\ndef f(names: set):\n    rows = np.array(list(names))\n"
    "    return rows[rows.sum(1).argsort()]\n",
    "import numpy as np\n\ndef f(names):\n    return list(set(np.random.choice(len(names), 3)))\n",
    "def f(names):\n    found = set()\n    for n in names:\n        size = measure(n)\n        if size > 0:\n"
    "            found.add(size)\n    return list(found)\n",
    "def f(names: list[int]):\n    return list(set(names))\n",
    "from uuid import UUID\n\ndef f(names: list[UUID]):\n    return list(set(names))\n",
    "def f(names):\n    return list({len(n) for n in names})\n",
    "def f(names):\n    return list({(len(n), 1) for n in names})\n",
    "def f(names):\n    found = set()\n    for i, name in enumerate(names):\n        found.add((i, i + 1))\n"
    "    return list(found)\n",
    "def f(names):\n    for x in set(names):\n        out.append(x + 1)\n    return out\n",
    "def f(names):\n    for x in set(names):\n        out.append(table[x, :])\n    return out\n",
    "def f(matrix):\n    return list(set(matrix.nonzero()[0]))\n",
    "import torch\n\ndef f(names: torch.Tensor):\n    return list(set(names.tolist()))\n",
    "def f(names):\n    return list(set(map(int, names)))\n",
    "import itertools\n\ndef f(n):\n    return list(set(itertools.permutations(range(n), 2)))\n",
    "from itertools import product\n\ndef f(n):\n    return list(set(product(range(n), range(n))))\n",
    "def f(names):\n    return list(set(names.astype(int)))\n",
    """
    def sizes(names):
        return [len(name) for name in names]

    def f(names):
        return list(set(sizes(names)))
    """,
    """
    class A:
        def __init__(self):
            self.words = set()

        def read(self, n):
            for i in range(n):
                self.words.add(i)

        def all(self):
            return list(self.words)
    """,
)


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        *((text, "high") for text in (*SHOWS_TEXT, *SAID_TO_BE_TEXT, *PARTS_THAT_ARE_TEXT)),
        *((text, "medium") for text in (*SUGGESTS_TEXT, *TREATED_AS_TEXT)),
        *((text, "low") for text in (*SUGGESTS_NUMBERS, *SAYS_NOTHING)),
        *((text, None) for text in (*SHOWS_NUMBERS, *SAID_TO_BE_NUMBERS, *PARTS_THAT_ARE_NUMBERS)),
    ],
)
def test_how_sure(text: str, confidence: str | None, lint_files: Linter) -> None:
    config = Config(select=("REP301",), min_confidence="low")
    said = [finding.confidence for finding in lint_files({"a.py": text}, config=config)]
    assert said == ([] if confidence is None else [confidence]), text


def test_a_function_that_is_not_seen_is_not_sure(lint_files: Linter) -> None:
    findings = lint_files({"a.py": "use(list(set(text.split())))\n"}, config=Config(select=("REP301",)))
    assert [finding.confidence for finding in findings] == []
