"""More examples of REP301: where the order of a set goes, and what hides it."""

from lint_rules.rule import Example

VALID: tuple[Example | str, ...] = (
    # Keys that are called ids are as often numbers.
    """
    import random

    def cross(one, other):
        child = {}
        for gene_id in set(one.keys()).union(other.keys()):
            child[gene_id] = random.choice((one, other)).get(gene_id)
        return child
    """,
    # Numbers, and a mapping that holds lists as well.
    """
    from collections import defaultdict

    class Choices:
        def __init__(self):
            self._places = defaultdict(set)
            self._chosen = {}

        def choose(self, mode, text, rows):
            self._places[mode].add(len(text))
            self._chosen[mode] = set(text.split())
            self._chosen["rows"] = rows

        def places(self, mode):
            return list(self._places[mode])

        def rows(self):
            return list(self._chosen["rows"])
    """,
    # A list that the program itself only searches.
    """
    def left_out():
        found = set()
        for line in open("left-out.txt"):
            found.add(line.strip())
        return list(found)

    def rest(lines):
        names = left_out()
        return [line for line in lines if line not in names]
    """,
    # The columns come as they stand in the file.
    """
    import pandas as pd

    def read(path, words):
        needed = list({"a", "b"} | set(words))
        return pd.read_csv(path, usecols=needed)
    """,
    # Sentences of what went wrong.
    """
    REQUIRED = {"a", "b"}

    def failures_of(manifest):
        failures = []
        for field in REQUIRED:
            if field not in manifest:
                failures.append(f"The manifest has no {field}.")
        return failures
    """,
    # Some of them are told, and that there are more.
    """
    import logging

    def load(own, others):
        lacking = set(own) - set(others)
        if len(lacking) >= 5:
            lacking = list(lacking)[:5]
            lacking.append("...")
        logging.warning("No weights for {}".format(lacking))
    """,
    # Joined, cut again and sorted.
    """
    def classes(labels):
        found = " ".join(set(labels.split(";"))).split(" ")
        found = sorted(set(found))
        return found
    """,
    # What stands in a table keeps its order, whichever are asked for.
    """
    import pandas as pd

    def both(table, words):
        wanted = pd.Index(list(set(words.split())))
        high = table.index[table["score"] > 0].intersection(wanted)
        return table.index.intersection(wanted), high
    """,
    # Told to a person, each in its own way.
    """
    import numpy as np

    def tell(words):
        print(np.array(list(set(words.split()))))
        known = list(set(words.split()))
        print(known)
    """,
    # Each item has a generator of its own.
    """
    import torch

    class Masks:
        def __init__(self, kinds: str):
            self.kinds = list(set(kinds.split()))

        def sample(self, out):
            for kind in self.kinds:
                rng = torch.Generator()
                rng.manual_seed(0)
                out = torch.logical_and(out, self.draw(kind, rng))
            return out

        def draw(self, kind, rng):
            return torch.rand(3, generator=rng) > len(kind)
    """,
    # The largest count is the same, whichever letter has it.
    """
    from collections import Counter

    def largest(words):
        counts = Counter()
        for word in words:
            for char in set(word):
                counts[char] += 1
        print(counts.most_common(3), max(counts, key=counts.get))
        known = max(counts.values()), counts.most_common(1)[0][1]
        return max(counts.items(), key=lambda pair: pair[1])[1], known
    """,
    # Groups whose lists are sorted, or counted, or hold one item each.
    """
    from collections import defaultdict

    def by_letter(text):
        found = defaultdict(list)
        for word in set(text.split()):
            letter = word[0]
            found[letter].append(word)
        for letter in found:
            found[letter].sort()
        return found["a"]
    """,
    """
    def by_letter(text):
        found = {}
        for word in set(text.split()):
            found.setdefault(word[0], []).append(word)
        print(len(found["a"]), "a" in found)
        return [(letter, sorted(words)) for letter, words in sorted(found.items())]
    """,
    """
    from collections import defaultdict

    def longest(lines):
        pairs = {tuple(line.split()) for line in lines}
        found = defaultdict(list)
        for user, item in pairs:
            found[user].append(item)
        return max(len(items) for items in found.values())
    """,
    """
    from collections import defaultdict

    def listed(table):
        pairs = set(table.items())
        found = defaultdict(list)
        for user, item in pairs:
            found[user].append(item)
        return found["a"]
    """,
    # A count of texts that hold a word, called like a table.
    """
    def count(df, text):
        for word in set(text.split()):
            df[word] = df.get(word, 0) + 1
    """,
    """
    def count(df, text):
        for word in set(text.split()):
            df[word] = 0
            df[word] += text.count(word)
    """,
    # Columns that are there already.
    """
    import pandas as pd

    def scaled(df, names, scaler):
        for name in set(names.split()):
            df[name] = scaler.fit_transform(df[[name]])
        return df
    """,
    """
    import pandas as pd

    def parsed(df, raw):
        for name in set(df.columns) - {"y"}:
            df[name] = pd.to_numeric(raw[name])
        return df
    """,
    """
    import pandas as pd

    def cleared(df):
        for name in {"a", "b"}:
            if name in df.columns:
                df[name] = 0
        return df
    """,
    # Nobody sees the order of the columns.
    """
    import pandas as pd

    def total(path):
        df = pd.read_csv(path)
        for name in {"a", "b"}:
            df[name] = 0
        return df["a"].sum() / len(df)
    """,
    """
    import pandas as pd

    def chosen(df, names, columns):
        for name in set(names.split()):
            df[name] = 0
        df = df.loc[:, columns]
        return df
    """,
    # Keys that are in order before the loop.
    """
    def by_name(text, names):
        found = {}
        for name in sorted(names):
            found[name] = set()
        for word in set(text.split()):
            found[word[0]].add(word)
        return list(found)
    """,
    """
    from collections import Counter

    def counts(text, other):
        found = Counter(other)
        for word in set(text.split()):
            found[word] += 1
        return list(found)
    """,
    # A sum of the same, as often as there are items.
    """
    def counts(text, weight):
        dots, total, number = "", 0.0, 0.0
        for word in set(text.split()):
            dots = dots + "."
            total += weight
            number = number + 1.0
        return dots, total, number
    """,
    # A stream that starts anew for each item, and one that only makes it wait.
    """
    import random

    def draws(text):
        rng = random.Random()
        for word in set(text.split()):
            rng.seed(word)
            print(rng.random())
    """,
    """
    import numpy as np

    class Drawing:
        def show(self, text):
            for word in set(text.split()):
                self.rng = np.random.default_rng(7)
                print(self.rng.random())
    """,
    """
    import random, time

    def fetch_all(text):
        for word in set(text.split()):
            time.sleep(random.uniform(0, 1))
            fetch(word)
    """,
    # What a method returns is made into a set again by those that call it.
    """
    class Speller:
        def _edits(self, word):
            return set(word[1:] + letter for letter in "abc")

        def _more_edits(self, word):
            return (two for one in self._edits(word) for two in self._edits(one))

        def known(self, words):
            return set(word for word in words if word in self.words)

        def candidates(self, word):
            return self.known(self._edits(word)) or self.known(self._more_edits(word))
    """,
    # Columns that are put in order right after.
    """
    import pandas as pd

    def joined(frame, raw, words):
        both = pd.concat([frame, raw[list(set(words.split()))]], axis=1)
        both = both[raw.columns]
        return both
    """,
    # Letters that stand for words while two texts are compared.
    """
    def word_errors(text, other):
        words = set(text.split() + other.split())
        letters = dict(zip(words, range(len(words))))
        return distance([chr(letters[w]) for w in text.split()], [chr(letters[w]) for w in other.split()])
    """,
    # The numbers of words are numbers.
    """
    import numpy as np

    def others(i2word, known):
        return np.array(list(set(i2word.keys()).difference(known)))
    """,
    # Columns that are there already, or are put in order later.
    """
    import pandas as pd

    def aligned(frame, names):
        for name in set(frame.columns) - set(names):
            frame[name] = frame[name].astype(float)
        for name in set(names) - set(frame.columns):
            frame[name] = 0
        return frame[names]
    """,
    # Nobody goes through the table.
    """
    from collections import defaultdict

    def lengths(text, kind):
        found = defaultdict(set)
        for word in set(text.split()):
            found[word[0]].add(word)
        return len(found[kind])
    """,
    # What a group gives of a table is named in an order of its own.
    """
    def means(frame, key, names):
        columns = list(set(key + names))
        return frame[columns].groupby(key)[names].mean()
    """,
    # Tuples of numbers, as they are made into arrays.
    """
    import numpy as np

    def front(points):
        kept = set()
        for point in points:
            kept.add(tuple(point))
        return [np.array(point) for point in kept]
    """,
    # Parts that several processes work on, whose results become a set again.
    """
    from multiprocessing import Pool

    def vocabulary(lines):
        rows = list(set(line.strip() for line in lines))
        parts = [rows[i : i + 9] for i in range(0, len(rows), 9)]
        return set(Pool().map(words, parts))
    """,
    # What is loaded is looked up by its name.
    """
    def load(words):
        word2image = load_images(list(set(words)))
        return word2image["a"]
    """,
    # A list that is made into a set again.
    """
    class Corrector:
        def items(self, word):
            first, second = [], []
            first.extend(self.same_sound(word) | {"a", "b"})
            second.extend([c + word for c in set(word.split())])
            return set(first + second)

        def same_sound(self, word):
            return set(word.split())
    """,
    # Only those that are in no table have the same key, and none of them is taken.
    """
    def encode(word, bpe_codes):
        pairs = {(a, str(b)) for a, b in word}
        while True:
            pair = min(pairs, key=lambda pair: bpe_codes.get(pair, float("inf")))
            if pair not in bpe_codes:
                return word
            word = merged(word, pair)
    """,
    """
    import log

    def check(datasets, names):
        for name in set(n.lower() for n in names):
            if name not in datasets:
                print("no dataset", name, file=log.v1)
    """,
    """
    import tensorflow as tf

    def update(layers, names):
        before = []
        for name in set(n.lower() for n in names):
            before.append(layers[name].read())
        with tf.control_dependencies(before):
            return tf.no_op()
    """,
    # Values of a table from names to numbers.
    """
    import random

    def others(example, rel2idx):
        left = set(rel2idx.values()).difference(example.relations)
        return random.sample(left, k=3)
    """,
    """
    def f(names):
        found = set(names)
        texts = [str(name) for name in found]
        texts = [text[:9] for text in texts]
        return {text: name for text, name in zip(texts, found)}
    """,
    """
    def escaped(starts: set[str], graph):
        found, seen = set(), set()
        todo = list(starts)
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            for other in graph[node]:
                if graph[other]:
                    todo.append(other)
                else:
                    found.add(other)
        return found
    """,
    "both = set(a) & set(b)\nprint(both)\n",
    "for path in set(paths):\n    process(path)\n",
    "for i in set(range(10)):\n    out.append(i)\n",
    "for i in {3, 1, 2}:\n    out.append(i)\n",
    "xs = list({len(name) for name in names})\n",
    "def f(ids: set[int]):\n    return list(ids)\n",
    "total = sum(len(n) for n in set(names))\n",
    "count = 0\nfor n in set(names):\n    count += 1\n",
    "other = {f(x) for x in set(names)}\n",
    "lookup = {x: f(x) for x in set(names)}\nprint(lookup['a'])\n",
    "out = list(set(names))\nout.sort()\n",
    "out = []\nfor x in set(names):\n    out.append(x)\nreturn_value = sorted(out)\n",
    "out = [f(x) for x in set(names)]\nresult = sorted(out, key=str)\n",
    "names = set(names)\nnames = sorted(names)\nfor name in names:\n    out.append(name)\n",
    "(only,) = set(names)\n",
    "s = set(names)\nassert len(s) == 1\nonly = s.pop()\n",
    "for x in set(names):\n    groups[x].append(1)\n",
    "from collections import Counter\nc = Counter(set(names))\n",
    "def f(items):\n    for x in items:\n        yield x\n",
    "def f(xs):\n    xs = list(xs)\n    return xs\n",
    "a.update(x for x in set(names))\n",
    "def g(s: set[str]):\n    if not s:\n        raise ValueError(f'unknown: {s}')\n",
    "for name in set(a) - set(b):\n    raise ValueError(name)\n",
    "unknown = set(a) - set(b)\nif unknown:\n    raise ValueError(', '.join(unknown))\n",
    "from functools import reduce\nboth = reduce(set.intersection, {frozenset(a)})\n",
    """
    def f(a):
        sizes = list(set(a))
        if len(sizes) != 1:
            raise ValueError
        return sizes[0]
    """,
    """
    import warnings

    def f(given, known):
        extra = set(given) - set(known)
        if extra:
            message = "unknown: " + ", ".join(extra)
            warnings.warn(message)
        bad = next(iter(extra))
        raise TypeError(f"what is {bad}?")
    """,
    "for x in set(names):\n    if x not in known:\n        raise KeyError(x)\n",
    "for i, x in enumerate(set(names)):\n    if i % 10 == 0:\n        print(i)\n    handle(x)\n",
    """
    def f(names):
        failed = []
        for name in set(names):
            try:
                fetch(name)
            except OSError:
                failed.append(name)
        return failed
    """,
    "ok = list(map(str, sorted({'a', 'b'})))\n",
    "for x in set(names):\n    row = []\n    row.append(x)\n    use(row)\n",
    "ids = set()\nfor i, row in enumerate(rows):\n    ids.add(i)\nkept = list(ids)\n",
    "flags = [name in {'a', 'b'} for name in names]\n",
    "text = ' and '.join(set(names))\nif len(text) > 0:\n    logger.warning(f'left: {text}')\n",
    "rank_zero_warn('unknown: ' + ', '.join(set(names)))\n",
    "class A:\n    def __str__(self):\n        return ', '.join(set(self.names))\n",
    "keys.extend(set(names))\nkeys.sort()\n",
    "self.keys.extend(set(names))\nself.keys.sort()\n",
    "mask[list(set(rows))] = 1\n",
    """
    def f(a, b):
        if a:
            known = list(set(a))
            if b in known:
                return 1
        else:
            known = a
            return list(known)
    """,
    """
    def f(names):
        texts = [n for n in set(names)]
        texts, sizes = zip(*sorted(zip(texts, map(len, texts))))
        return texts
    """,
    """
    def f(names):
        close = []
        for name in set(names):
            close.extend(n for n in known if n.endswith(name))
        if close:
            raise ValueError(f"did you mean {close}?")
    """,
    """
    class A:
        def f(self, names):
            return self.g(list(set(names)))

        def g(self, names):
            return "a" in names
    """,
    "class MissingError(Exception):\n    def __init__(self, a):\n        self.a = list(set(a))\n",
    "def f(a=None, b: set[str] = None):\n    x, y = d.pop(a, None)\n    return x\n",
    "total = 0\nfor n in set(names):\n    total += occurrences[n]\n",
    "todo = set(a)\nwhile todo:\n    x = todo.pop()\n    todo |= after[x]\n    seen.add(x)\n",
    "print(*set(names))\nlongest = max(*set(names), key=len)\n",
    "both = set().union(*set(groups))\n",
    "hits = [row for row in rows if row in known - {'a'}]\n",
    "from collections import defaultdict\nsets = defaultdict(set)\nn = len(sets['a'])\n",
    "def f(xs: 'set[int]'):\n    return list(xs)\n",
    "best = max(set(names), key=str)\nleast = min(set(names), key=lambda n: (size[n], n))\n",
    "def f(nodes: set[str]):\n    return min(nodes, key=lambda n: node_order[n])\n",
    """
    import numpy as np

    def f(x):
        rows = set(np.where(x > 0)[0])
        if len(rows) == 0:
            rows = {np.argmax(x)}
        return list(rows)
    """,
    "longest = len(max(set(names), key=len))\nfirst = min(set(names))\n",
    "model.save(path, ignore=list(set(names)))\n",
    "names = set(names)\nkinds = dict(zip(names, [str for _ in names]))\n",
    """
    from collections import deque

    def reaches(graph, start, end):
        seen = set()
        todo = deque([start])
        while todo:
            node = todo.popleft()
            seen.add(node)
            if node == end:
                return True
            todo.extend(graph[node].keys() - seen)
        return False
    """,
    Example(
        "from consts import LABELS, ROWS, SOME\nuse([*map(str, ROWS)], list(SOME), sorted(LABELS))\n",
        files={"consts.py": "LABELS = {'a', 'b'}\nROWS = {1, 2}\nSOME = {'a', 'b'}\nSOME = sorted(SOME)\n"},
    ),
    Example(
        "from shop import basket, prices, sizes\n\n"
        "def f():\n    return [*map(str, prices()), *list(sizes()), *list(basket())]\n",
        files={
            "shop.py": "def basket(a):\n    if a:\n        return [1]\n    return {'a', 'b'}\n\n"
            "def prices() -> set[int]:\n    return set(table)\n\n"
            "def sizes():\n    yield {'a', 'b'}\n"
        },
    ),
    "left = a.keys() - b.keys()\nn = len(left)\n",
    "raise ValueError('{} are unknown'.format(list(set(names))))\n",
    "model = build(**{name: config[name] for name in {'a', 'b'} & config.keys()})\n",
    "import numpy as np\nleft = np.array(list(set(a)))\nfor name in left:\n    table[name] = 0\n",
    """
    def f(columns, given, extra):
        given.extend(set(extra))
        given = [column for column in columns if column in given]
        return given
    """,
    "import numpy as np\nnames = list(set(a))\nnames = np.sort(names)\nuse(names)\n",
    "import numpy as np\nx = np.array(list(set(a)))\nx.sort()\nuse(x)\n",
    "import pandas as pd\ndf = pd.DataFrame(list(set(a)))\ndf = df.sort_values('a')\nuse(df)\n",
    "import pandas as pd\ns = pd.Series(list(set(a))).sort_values()\nuse(s)\n",
    "import numpy as np\nrows = np.fromiter(set(ids), dtype=np.int64)\nuse(rows)\n",
    "import torch\nrows = torch.tensor(list(set(ids)), dtype=torch.long)\nuse(rows)\n",
    "pool.map(work, set(names))\n",
    "import asyncio\n\nasync def f():\n    await asyncio.gather(*set(jobs))\n",
    """
    from scipy.sparse import csr_matrix

    def f(names, n):
        rows, values = [], []
        for name in set(names):
            rows.append(index[name])
            values.append(count[name])
        columns = list(set(names))
        return csr_matrix((values, (rows, rows)), shape=(n, n)) + csr_matrix((n, (n, columns)))
    """,
    """
    def f(names):
        sizes = {}
        for name in set(names):
            sizes[name] = size_of(name)
        return max(sizes.values()), sizes
    """,
    """
    import json

    def f(names, file):
        sizes = {}
        for name in set(names):
            sizes[name] = size_of(name)
        json.dump(sizes, file, sort_keys=True)
    """,
    """
    from tqdm import tqdm

    def f(names):
        found = []
        for name in set(names):
            found.append(name)
        for name in tqdm(found):
            mend(name)
    """,
    "import statistics\nm = statistics.mean([score[w] for w in set(words)])\nuse(m)\n",
    "exporter.mock([f'{name}.*' for name in set(names)])\n",
    "def f(pairs, ranks, words):\n    return min(set(words), key=lambda w: ranks.get(w, 9))\n",
    "def f(kinds: set[str]):\n    return sorted(kinds, key=lambda kind: kind.value)\n",
    "def f(words):\n    message = 'unknown: ' + ', '.join(set(words))\n    return False, message\n",
    "def f(words):\n    s = set(words)\n    if len(s) == 1:\n        return s.pop()\n    return None\n",
    "import sys\nfor word in set(words):\n    sys.stderr.write(word)\n",
    "def f(words, t):\n    names = list(set(words))\n    t[names] = t[names].astype(str)\n    return t\n",
    "def f(words, table):\n    model.keep(remove=list(set(words)))\n",
    "class A:\n    def __dir__(self):\n        return list(set(self.names) | {'a'})\n",
    # What is made of a list belongs to it in every order.
    """
    def f(words, store):
        keys = list(set(words))
        return {key: value for key, value in zip(keys, store.get_many(*keys))}
    """,
    "import re\nfound = re.search('|'.join(set(words)), text)\n",
    "def f(words):\n    s = set(words)\n    if next(iter(s)).isdigit():\n        return 1\n    return 2\n",
    "import sys\nsys.stdout.write('unknown: {}'.format(' '.join(set(words))))\n",
    "messages = []\nmessages.append('unknown: ' + ' '.join(set(words)))\nuse(messages)\n",
    """
    class Data:
        def __init__(self, rows):
            self.names = set(rows.keys())
            self.names = sorted(self.names)
            self.kept = list(self.names)
    """,
    """
    class Data:
        def __init__(self, rows):
            rows = [row for row in rows if row["kind"] + 1 > 3]
            self.kinds = list({row["kind"] for row in rows})
    """,
    """
    def mark(table):
        found = []
        for name in {"a", "b"}:
            other = table.copy()
            count = other.rows[-1]
            table.names[name] = count
            found.append(other)
        return found
    """,
    Example(
        """
        from words import UNKNOWN

        def numbers(edges):
            nodes = {node for edge in edges for node in edge.nodes()} - {UNKNOWN}
            return {node: number for number, node in enumerate(nodes)}
        """,
        files={"words.py": "UNKNOWN = -1\n"},
    ),
)
INVALID: tuple[Example | str, ...] = (
    # What HDF5 is given is written as it is.
    """
    import h5py

    def save(words, path):
        known = set(words.split())
        with h5py.File(path, "w") as file:
            file.create_dataset(name="known", data=[word.encode("ascii") for word in known])  # <- here
    """,
    # Their places are the numbers of the labels.
    """
    import datasets

    def with_labels(rows, column):
        label = datasets.ClassLabel(names=list(set(rows[column])))  # <- here
        return rows.cast_column(column, label)
    """,
    # What the methods of a class put into its mappings.
    """
    from collections import defaultdict

    class Choices:
        def __init__(self):
            self._chosen = {}
            self._groups = defaultdict(set)

        def choose(self, mode, text):
            self._chosen[mode] = set(text.split())
            self._groups[mode].add(text.strip())

        def chosen(self):
            return list(self._chosen.get("all", set()))  # <- here

        def group(self, mode):
            return list(self._groups[mode])  # <- here
    """,
    """
    from collections import defaultdict

    def groups(rows):
        found = {}
        for key, text in rows:
            found.setdefault(key, set()).add(text.strip())
        return [list(words) for words in found.values()]  # <- here

    def groups_by_key(rows):
        found = defaultdict(lambda: set())
        for key, text in rows:
            found[key].add(text.strip())
        return {key: list(words) for key, words in found.items()}  # <- here
    """,
    """
    def words_of(lines):
        found = set()
        for line in lines:
            found.add(line.strip())
        return list(found)  # <- here

    def numbered(lines):
        return [f"{number} {word}" for number, word in enumerate(words_of(lines))]
    """,
    # A record that gets a name first.
    """
    def records_of(rows):
        records = []
        for row in rows:
            words = set(row["text"].split())
            record = {
                "id": row["id"],
                "words": list(words),  # <- here
            }
            if len(words) > 3:
                records.append(record)
        return records
    """,
    """
    import pickle

    def save(text, path):
        words = set(text.split())
        with open(path, "wb") as file:
            pickle.dump(list(words), file)  # <- here
    """,
    """
    REQUIRED = {"a", "b"}

    def lacking_in(manifest):
        failures = []
        for field in REQUIRED:  # <- here
            if field not in manifest:
                failures.append(field)
        return failures
    """,
    # Methods draw from a generator that they are handed, in the order of the kinds.
    """
    import torch

    class Masks:
        def __init__(self, kinds: str):
            self.kinds = list(set(kinds.split()))  # <- here

        def sample(self, out):
            rng = torch.Generator()
            rng.manual_seed(0)
            for kind in self.kinds:
                out = torch.logical_and(out, self.draw(kind, rng))
            return out

        def draw(self, kind, rng):
            return torch.rand(3, generator=rng) > len(kind)
    """,
    # A table is the result of a script that prints it.
    """
    import numpy as np
    import pandas as pd

    words = set(text.split())
    scores = []
    for word in words:  # <- here
        scores.append(len(word))
    scores = np.array(scores)
    table = pd.DataFrame([scores], columns=list(words))  # <- here
    print(scores, table)
    """,
    # Of letters that are counted alike, the first that was put in is taken.
    """
    from collections import Counter

    def best(words):
        counts = Counter()
        for word in words:
            for char in set(word):  # <- here
                counts[char] += 1
        return counts.most_common(1)[0][0]
    """,
    """
    def best(words):
        counts = {}
        for word in words:
            for char in set(word):  # <- here
                counts[char] = counts.get(char, 0) + 1
        values = {}
        for char, count in counts.items():
            values[char] = count / len(words)
        return max(values.items(), key=lambda pair: pair[1])[0]
    """,
    """
    def best(words):
        counts = {}
        for char in set("".join(words)):  # <- here
            counts[char] = words.count(char)
        return max(counts, key=counts.get)
    """,
    """
    from collections import defaultdict

    def by_letter(text):
        found = defaultdict(list)
        for word in set(text.split()):  # <- here
            letter = word[0]
            found[letter].append(word)
        found["a"].sort()
        return [words[0] for words in found.values()]
    """,
    """
    class Tags:
        def __tags(self, text):
            return list(set(text.split()))  # <- here

        def show(self, text):
            return "#" + ",".join(self.__tags(text))
    """,
    """
    import pandas as pd

    def aligned(df, names):
        for name in set(names.split()):  # <- here
            if name not in df.columns:
                df[name] = 0
        return df
    """,
    """
    def spelt(text, known):
        said = ""
        for word in set(text.split()):  # <- here
            if word in known:
                said += "a"
            else:
                said += "b"
        return said
    """,
    """
    import random

    def draws(text):
        rng = random.Random(3)
        for word in set(text.split()):  # <- here
            print(word, rng.random())
    """,
    """
    import pandas as pd

    def joined(frame, raw, words):
        both = pd.concat([frame, raw[list(set(words.split()))]], axis=1)  # <- here
        return both
    """,
    # A sum that is spelt out, and a number that is made one.
    """
    import math

    def entropy(text):
        words = text.split()
        total = 0
        for word in set(words):  # <- here
            p = float(words.count(word)) / len(words)
            total = total - p * math.log(p, 2)
        return total
    """,
    """
    def label(text, known):
        n = 0
        for word in set(text.split()):  # <- here
            while n in known.values():
                n += 1
            known[word] = int(n)
    """,
    """
    def numbered(text):
        words = set(text.split())
        numbers = dict(zip(words, range(len(words))))  # <- here
        return [numbers[word] for word in text.split()]
    """,
    # Columns that a table gets in that order.
    """
    def aligned(frame, names):
        for name in set(names) - set(frame.columns):  # <- here
            frame[name] = 0
        return frame
    """,
    # Keys of a table of groups, which is gone through.
    """
    import numpy as np
    from collections import defaultdict

    def report(text):
        found = defaultdict(set)
        for word in set(text.split()):  # <- here
            found[word[0]].add(word)
        rows = []
        for letter, words in found.items():
            rows.append(len(words))
        return rows
    """,
    # One of several lists, by a part of the item.
    """
    from collections import defaultdict

    def by_user(lines):
        pairs = {tuple(line.split()) for line in lines}
        found = defaultdict(list)
        for user, item in pairs:  # <- here
            found[user].append(item)
        return found["a"]
    """,
    # Parts that are kept one after the other.
    """
    def batches(lines):
        rows = list(set(line.strip() for line in lines))  # <- here
        return [rows[i : i + 9] for i in range(0, len(rows), 9)]
    """,
    """
    def frames(frame, key, names):
        columns = list(set(key + ["a"]))  # <- here
        return frame[columns].groupby(key).agg("first")
    """,
    Example(
        "from shop import basket\n\ndef f(out):\n    for name in basket():  # <- here\n"
        "        out.append(name)\n",
        files={"shop.py": "def basket():\n    return {'a', 'b'}\n"},
    ),
    Example(
        "from consts import LABELS\nindex = {name: i for i, name in enumerate(LABELS)}  # <- here\n",
        files={"consts.py": "LABELS = {'a', 'b'}\n"},
    ),
    Example(
        "import consts\n\ndef f(file):\n    file.write(','.join(consts.LABELS))  # <- here\n",
        files={"consts.py": "from base import LABELS\n", "base.py": "LABELS: set[str] = read()\n"},
    ),
    Example(
        "import pkg.shop as shop\nnames = list(shop.basket(3))  # <- here\nout.append(names)\n",
        files={
            "pkg/__init__.py": "",
            "pkg/shop.py": "def basket(n) -> 'set[str]':\n    names = read(n)\n    return names\n",
        },
    ),
    """
    def walk(starts: set[str], graph):
        order = []
        todo = list(starts)  # <- here
        while todo:
            node = todo.pop()
            order.append(node)
            todo.extend(graph[node])
        return order
    """,
    """
    from collections import defaultdict

    d = defaultdict(set)
    d[a].add(name)
    out.append(list(d[a]))  # <- here
    """,
    "import hashlib\nh = hashlib.md5()\nfor x in set(names):  # <- here\n    h.update(x.encode())\n",
    "model = [*set(names)]  # <- here\nlast = model[1]\n",
    """
    class Value:
        def __init__(self, children=()):
            self._prev = set(children)

        def order(self):
            found = []

            def visit(value):
                for child in value._prev:  # <- here
                    visit(child)
                found.append(value)

            visit(self)
            return found
    """,
    "while a:\n    for x in set(a.pop().split()):  # <- here\n        a.append(x)\n    a.append(1)\n",
    """
    class A:
        def f(self, names):
            return self.g(list(set(names)))  # <- here

        def g(self, names):
            return names[-1]
    """,
    "labels = list(set(names))  # <- here\nout.append(labels)\n",
    "def f(names):\n    return list(set(names))  # <- here\n",
    "def f(names):\n    return tuple({n.lower() for n in names})  # <- here\n",
    "index = {name: i for i, name in enumerate(set(names))}  # <- here\n",
    "for i, name in enumerate({'a', 'b'}):  # <- here\n    ids[name] = i\n",
    "text = ' '.join(set(names))  # <- here\n",
    "last = list(set(names))[-1]  # <- here\n",
    "s = set(names)\nfor i in range(3):\n    out.append(s.pop())  # <- here\n",
    "out = []\nfor x in set(names):  # <- here\n    out.append(x)\nout.append(out)\n",
    "vocab = set(words)\nids = {}\nfor w in vocab:  # <- here\n    ids[w] = len(ids)\n",
    "vocab = set(words)\nids = {}\nn = 0\nfor w in vocab:  # <- here\n    ids[w] = n\n    n += 1\n",
    "with open('v.txt', 'w') as f:\n    for w in set(words):  # <- here\n        f.write(w)\n",
    "total = 0.0\nfor w in set(words):  # <- here\n    total += weight[w]\n",
    "total = sum(weight[w] for w in set(words))  # <- here\n",
    "def f(names):\n    for name in frozenset(names):  # <- here\n        yield name\n",
    "def f(names):\n    yield from set(names)  # <- here\n",
    "a, b = {'x', 'y'}  # <- here\n",
    "def f(tags: set[str]):\n    return [t for t in tags]  # <- here\n",
    "def f(t: set[str]):\n    return list(t)  # <- here\n\n\ndef g(t):\n    return list(t)\n",
    """
    from typing import Optional, Set

    def f(tags: Optional[Set[str]] = None):
        return list(tags)  # <- here
    """,
    "columns = set(a) - set(b)\nframe = frame[list(columns)]  # <- here\n",
    "columns = set(a).union(b)\nframe = frame[[c for c in columns]]  # <- here\n",
    "def tags():\n    return {'a', 'b'}\n\ndef f():\n    return list(tags())  # <- here\n",
    "STOP = {'a', 'b'}\n\ndef f():\n    return ' '.join(STOP)  # <- here\n",
    "import numpy as np\nx = np.array(list(set(names)))  # <- here\n",
    "import numpy as np\nx = np.array(list(set(names)))  # <- here\nout.append(x)\n",
    "import random\nx = random.choice(list(set(names)))  # <- here\n",
    "both = [*{'a', 'b'}, 'c']  # <- here\nout.append(both)\n",
    "pairs = list(zip(set(names), values))  # <- here\n",
    "pairs = list(zip(f(set(a)), f(b)))\nxs = list(zip(set(names), list(b)))  # <- here\n",
    "def f(names):\n    for n in set(names):  # <- here\n        if good(n):\n            return n\n",
    "text = ''\nfor n in {'a', 'b'}:  # <- here\n    text += n\n",
    "d = dict.fromkeys(set(names))\nfor key in d:  # <- here\n    out.append(key)\n",
    "d = {n: f(n) for n in set(names)}\nkeys = list(d)  # <- here\nout.append(keys)\n",
    "import random\nfor n in set(names):  # <- here\n    w[n] = random.random()\n",
    """
    class Vocabulary:
        def __init__(self, words):
            self.words = set(words)

        def add(self, word):
            self.words.add(word)

        def build(self):
            return {
                word: number
                for number, word in enumerate(
                    self.words  # <- here
                )
            }
    """,
    """
    def outer(rows):
        seen = set()
        for row in rows:
            seen.add(row.name)

        def inner():
            return [name for name in seen]  # <- here
        return inner
    """,
    """
    async def collect(names):
        out = []
        for name in {n.strip() for n in names}:  # <- here
            out.append(await fetch(name))
        return out
    """,
    """
    def f(names, extra):
        if extra:
            chosen = set(names)
        else:
            chosen = {"a", "b"}
        return list(chosen)  # <- here
    """,
    "rows = pool.map(work, set(names))  # <- here\nout.append(rows)\n",
    "import asyncio\n\nasync def f():\n    return await asyncio.gather(*set(jobs))  # <- here\n",
    """
    import json

    def f(names, file):
        sizes = {}
        for name in set(names):  # <- here
            sizes[name] = size_of(name)
        json.dump(sizes, file)
    """,
    "names = sum([list(s) for s in {'a', 'b'}], [])  # <- here\nout.append(names)\n",
    """
    def f(names):
        chosen = set()
        chosen |= set(names)
        result = []
        result.extend(chosen)  # <- here
        return result
    """,
    "def f(words, b):\n    return list(set.intersection(set(words), b))  # <- here\n",
    "def f(words, frame):\n    by = list(set(words))  # <- here\n    return frame.sort_values(by=by)\n",
    "def f(words):\n    parts.append(list(set(words)))  # <- here\n",
    """
    def f(modules):
        names = set()
        for module in modules:
            names.update(module.words)
        names: list[str] = list(names)  # <- here
        self.names = names
    """,
    """
    def f(words):
        pairs = list({(word, score(word)) for word in words.split()})  # <- here
        return sorted(pairs, key=lambda pair: scores[pair[0]])[:3]
    """,
    """
    def f(text):
        found = set(text.split())
        if len(found) == 1:
            return found.pop()
        return sorted(found, key=len)[0]  # <- here
    """,
    "def f(groups, words):\n    both = set.union(set(words), *groups)\n    return list(both)  # <- here\n",
    "def f(words):\n    both = frozenset.intersection(words, names)\n    return list(both)  # <- here\n",
    # What a mapping holds, one after the other.
    """
    from collections import defaultdict

    def by_kind(rows):
        kinds = defaultdict(set)
        for row in rows:
            kinds[row.kind].add(row.name.lower())
        return {kind: list(names) for kind, names in kinds.items()}  # <- here
    """,
    """
    def parameters(groups, named):
        matched = {}
        for group, prefix in groups.items():
            found = set(name for name in named if name.startswith(prefix))
            matched[group] = found
        for group, names in matched.items():
            groups[group]["params"] = [named[name] for name in names]  # <- here
    """,
    """
    def all_of(groups):
        found = dict()
        for group in groups:
            found[group] = set(group.text.split())
        for names in found.values():
            out.append(list(names))  # <- here
    """,
    # Asked for its length, an item is no number.
    """
    def subjects(pairs):
        found = [value for kind, value in pairs if kind == 1]
        found = list(set(found))  # <- here
        return [value for value in found if len(value) > 1]
    """,
    # A function whose name says that it measures.
    """
    class Corrector:
        def best(self, words):
            return sorted(set(words), key=lambda word: self.word_frequency(word))  # <- here
    """,
    """
    class Data:
        def __init__(self, rows, known):
            self.names = set(rows.keys()) - known
            self.names = list(self.names)  # <- here
    """,
    """
    class Data:
        def __init__(self, rows):
            rows = [row for row in rows if row.get("kind") != "P0"]
            self.kinds = {row["kind"] for row in rows}
            self.kinds = list(self.kinds)  # <- here
    """,
    """
    def number(edges, limit):
        parts = {part for edge in edges for part in edge.parts if part}
        parts = list(parts)[:limit]  # <- here
        return {part: number for number, part in enumerate(parts, start=2)}
    """,
    """
    def constrained(graph):
        found = []
        for relation in {"before", "after"}:  # <- here
            changed = copy(graph)
            edge = changed.edges[-1]
            edge.relation = relation
            found.append(changed)
        return found
    """,
    """
    def rows(names):
        found = []
        for name in set(names):  # <- here
            row = {}
            row["name"] = name.lower()
            found.append(row)
        return found
    """,
    Example(
        """
        from words import UNKNOWN
        import words

        def number(edges):
            nodes = {node for edge in edges for node in edge.nodes()} - {words.UNKNOWN}
            nodes = list(nodes)[:9]  # <- here
            return {node: number for number, node in enumerate(nodes)}

        def numbers(edges):
            nodes = {node for edge in edges for node in edge.nodes()} - {UNKNOWN}
            return {node: number for number, node in enumerate(nodes)}  # <- here
        """,
        files={"words.py": "UNKNOWN = '?'\n"},
    ),
    """
    import random

    def cross(one, other):
        child = {}
        for gene in set(one.keys()).union(other.keys()):  # <- here
            child[gene] = random.choice((one, other)).get(gene)
        return child
    """,
    # Several sets made in one line.
    """
    class Groups:
        def __init__(self, rows):
            self.kinds, self.counted = {}, {}
            for name, words in rows:
                kinds, counted = set(), set()
                for word in words:
                    kinds.add(word.lower())
                    counted.add(len(word))
                self.kinds[name] = list(kinds)  # <- here
                self.counted[name] = list(counted)
    """,
    # What is taken is text, as a comparison shows.
    """
    def label_of(face, table):
        labels = [table[vertex][1] for vertex in face]
        label = max(set(labels), key=labels.count)  # <- here
        return None if label == "other" else label
    """,
    # Types have the address at which they lie for a hash.
    """
    def kinds(rows):
        found = set()
        for row in rows:
            found.add(list if row.many else row.kind)
        return list(found)  # <- here
    """,
)
