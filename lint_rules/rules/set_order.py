from __future__ import annotations

from lint_rules.analysis.ordering.iteration import SetIterationRule
from lint_rules.analysis.ordering.kinds import Kind
from lint_rules.knowledge.set_types import SET_CLASSES, SET_FUNCTIONS


class SetOrder(SetIterationRule):
    """Order of a set reaches a list, an index, a file or a sum.

    ## What it does

    Reports the place where a set is iterated and the order of its items gets into something that keeps it:
    a list, a graph, columns, a number for each item, a file, joined text, a sum of floats, "the first one".
    Membership, length, `sorted`, building another set and independent work for each item are fine. So are
    sets that hold numbers, as the code shows that made, uses or returns them (`-> list[int]`). Where it
    does not show what a set holds, what speaks for text leaves the finding at medium confidence: a name
    (`words`), a field of a record (`row["kind"]`), an attribute that is read, a number that each item gets.
    Names of numbers (`nodes`) take it to low, which is not shown by default, and so does a set of which
    nothing is known.

    Low, too, are ways on which an order comes to nothing as often as not: it is handed to a function that is
    not seen (others than those that make arrays and tables, or draw), text is joined by anything but spaces,
    line ends or semicolons and not written at once, one item is taken first, an item ends a loop, items are
    sorted by one of their parts, only a test asserts it. So is all that files of Python 2 do, which salts
    no hash of text.

    `max` and `min` depend on the order where they get a `key`, which different items may share, and `sorted`
    where its `key` measures the items (`len`, a count or score looked up, one part of a tuple): items that
    are equal keep the order of the set. So does a table that is filled from a set, when it is asked for
    `most_common(n)` or for the key of its largest value. A key of other kinds is taken to tell all items
    apart. A function of another file counts where all its returns, or its annotation, show a set.

    ## Why is this bad?

    The hash of text is salted anew in every process, and that of most objects is their address, so a set's
    order differs from run to run. With it differ vocabularies, label numbers, column orders and batches.

    ## Example

    ```python
    labels = list(set(names))
    ```

    ## Use instead

    ```python
    labels = sorted(set(names))
    ```

    ## Fix safety

    The fix sorts the set. It is safe where the set surely holds text; items of other kinds may not be
    comparable, and then it is unsafe.
    """

    code = "REP301"
    name = "set-order"
    kind = Kind.SET
    because = "it differs from run to run"
    markers = (b"set", b"Set", b"{", b".keys()", b"import")
    follows_names = True
    salted = True
    calls = (
        SET_CLASSES
        | SET_FUNCTIONS
        | {
            f"{module}.{name}"
            for module in ("typing", "collections.abc")
            for name in ("Set", "FrozenSet", "AbstractSet", "MutableSet")
        }
    )
    syntax = frozenset({"Set", "SetComp", "KeysAlgebra", "CallGoneThrough"})

    valid = (
        "def count(rows):\n    found = {'classes': list(set(rows))}\n    return len(found['classes'])\n",
        "labels = sorted(set(names))\n",
        "from tools import chained\nlabels = sorted(chained([set(names), set(others)]))\n",
        "rows = [[] for _ in set(text.split())]\nrows[0].append(3)\nuse(rows)\n",
        "n = len(set(names))\n",
        "import torch\nrows = list(set(ids))\nuse(rows)\nx = torch.tensor(rows)\n",
        "use(list(set(labels.detach().cpu().numpy())))\n",
        "import torch\ny = torch.randint(9, (3,))\nuse(list(set(y.tolist())))\n",
        "use([f(x) for x in {row.item() for row in rows}])\n",
        "found = set(labels)\nfound.remove(-1)\nuse([mean(x) for x in found])\n",
        "use([mean(x) for x in set(labels) if x != -1])\n",
        "def f(rows):\n    kept = list(set(rows))\n    if -1 in set(rows):\n        skip()\n    use(kept)\n",
        "for x in set(rows):\n    out.append(x + 1)\n",
        "import numpy as np\nx = list(np.append(a, list(set(names))))\nuse([w for w in b if w in x])\n",
        "rows = list(set(token_ids))\nuse(rows)\n",
        "seen = set()\nfor token_id in row:\n    seen.add(token_id)\nuse(list(seen))\n",
        "use(sorted(set(names), key=str.lower))\nuse(sorted(set(names), key=lambda n: n.split('-')[1]))\n",
        "use(sorted(set(names), key=lambda n: (-count[n], n)))\nuse(sorted(set(names), key=rank.get))\n",
        "n = len(sorted(set(names), key=len))\n",
        "found = list(set(words))\nfound.sort(key=str.lower)\nuse(found)\n",
        "known = set(names)\nif 'a' in known:\n    pass\n",
        "seen = set()\nfor name in names:\n    if name in seen:\n        continue\n    seen.add(name)\n",
        "biggest = max({len(n) for n in names})\n",
        """
        last = most = ""
        for word in set(text.split()):
            if word > last:
                last = word
            if len(word) > len(most):
                print(word)
        print(last)
        """,
        "ok = any(check(n) for n in set(names))\n",
        "import tensorflow as tf\nuse(tf.summary.merge(list(set(names))))\n",
        "def f(a, x):\n    for name in set(x):\n        if name == a:\n            return load(name)\n",
    )
    invalid = (
        "def classes(rows):\n    return {'classes': list(set(words))}  # <- here\n",
        "import json\njson.dump({'a': {'classes': list(set(words))}}, file)  # <- here\n",
        "import numpy as np\nnames = list(set(np.where(x > 0, a, b)))  # <- here\nout.append(names)\n",
        "most = max(set(words), key=words.count)  # <- here\n",
        """
        import networkx as nx

        def graph_of(text):
            nodes = set(text.split())
            graph = nx.DiGraph()
            graph.add_nodes_from(nodes)  # <- here
            graph.add_edges_from((node, "root") for node in nodes)  # <- here
            return graph
        """,
        """
        from torch import nn

        class Encoders(nn.Module):
            def __init__(self, names):
                known = {"title", "abstract"} & set(names)
                self.encoders = nn.ModuleDict({name: nn.Linear(3, 3) for name in known})  # <- here
        """,
        """
        def most_telling(text, measure):
            best, kept = 0, None
            for word in set(text.split()):  # <- here
                if (score := measure(word)) > best:
                    best = score
                    kept = word
            return kept
        """,
        """
        def longest(text):
            kept = ""
            for word in set(text.split()):  # <- here
                if len(word) > len(kept):
                    kept = word
            return kept
        """,
        "def f(tags: set[str], size):\n    return min(tags, key=lambda t: size[t])  # <- here\n",
        "def f(a, b):\n    for key in a.keys() - b.keys():  # <- here\n        yield key\n",
        "def f(a, b):\n    return list(a.keys() & b)  # <- here\n",
        "out.append(sorted(set(words), key=len))  # <- here\n",
        "import torch\nx = torch.tensor([v[w] for w in set(words)])  # <- here\nout.append(x)\n",
        "import torch\nnames = torch.load('a')\nout.append(list(set(names)))  # <- here\n",
        "found = set(names)\nif len(found) > 3:\n    out.append(list(found))  # <- here\n",
        "for x in set(names):  # <- here\n    out.append(x + y)\n",
        "n = 0\nfor name in set(names):  # <- here\n    plot(table[name], color=n)\n    n += 1\n",
        "found = list(set(words))  # <- here\nfound.sort(key=len)\nout.append(found)\n",
        "found = list(set(words))  # <- here\nout.append(sorted(found, key=lambda w: score[w]))\n",
        "out.append(sorted(set(words), key=lambda w: -counts[w]))  # <- here\n",
        "for word in sorted(set(words), key=freq.get, reverse=True):  # <- here\n    out.append(word)\n",
        "todo = {'a', start}\nwhile todo:\n    x = todo.pop()  # <- here\n    order.append(x)\n",
        "extra = [x for x in {'a'} ^ b.keys()]  # <- here\nout.append(extra)\n",
        "rest = list(known - {'a', 'b'})  # <- here\nout.append(rest)\n",
        "def f(g: dict[str, set[str]]):\n    return list(g['a'])  # <- here\n",
        "def f(groups: dict[str, set[str]], key):\n    return list(groups.get(key, set()))  # <- here\n",
    )
