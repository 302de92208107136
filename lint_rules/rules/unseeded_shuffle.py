from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.arguments import argument, constant, is_open
from lint_rules.analysis.nodes import dotted_name
from lint_rules.analysis.seeds import seeding_change
from lint_rules.analysis.values import origins, surely_none
from lint_rules.knowledge.loaders import LOADERS
from lint_rules.knowledge.shuffles import (
    FUNCTIONS,
    GENERATOR_POSITION,
    METHODS,
    OTHER_ORIGINS,
    Shuffle,
)
from lint_rules.knowledge.streams import TORCH
from lint_rules.rule import Change, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRAME = re.compile(r"(.*_)?(df|dataframe|frame)\d*(_.*)?", re.IGNORECASE)
_DATASET = re.compile(r"(.*_)?(ds|dataset|datasets)(_.*)?", re.IGNORECASE)
_OWN_GENERATOR = "torch.Generator().manual_seed({})"


class UnseededShuffle(SourceRule):
    """Shuffle, sample or split of a data set that has no seed.

    ## What it does

    Reports pandas' and polars' `sample`, `shuffle` and `train_test_split` of Hugging Face datasets, `shuffle`
    of tf.data, Spark's `randomSplit`, torch's `random_split`, random samplers and `DataLoader(shuffle=True)`,
    when they get no seed and nothing seeds the global stream that they fall back on.

    ## Why is this bad?

    Each run trains on other rows, in another order, and tests on other rows.

    ## Example

    ```python
    train, test = random_split(data, [0.8, 0.2])
    frame = frame.sample(frac=0.5)
    ```

    ## Use instead

    ```python
    train, test = random_split(data, [0.8, 0.2], generator=torch.Generator().manual_seed(0))
    frame = frame.sample(frac=0.5, random_state=0)
    ```

    ## Fix safety

    The fix adds the seed in scope, or 0. It is unsafe where the call may run more than once: all would get
    the same order.
    """

    code = "REP115"
    name = "unseeded-shuffle"
    markers = (b"sample", b"shuffle", b"split", b"Split", b"Sampler", b"DataLoader")
    follows_names = True
    calls = frozenset({*FUNCTIONS, *LOADERS})
    methods = frozenset(METHODS)

    valid = (
        "import pandas as pd\ndf = pd.read_csv('a')\ndf = df.sample(frac=1, random_state=0)\n",
        "import pandas as pd, numpy as np\nnp.random.seed(1)\ndf = pd.read_csv('a').sample(3)\n",
        "import random\nxs = random.sample(range(9), 3)\nrandom.shuffle(xs)\n",
        "import polars as pl\ndf = pl.read_csv('a').sample(3, seed=0)\n",
        "import polars as pl\npl.set_random_seed(0)\ndf = pl.read_csv('a').sample(3)\n",
        "import torch\nd = torch.distributions.Normal(0, 1)\nx = d.sample((3,))\n",
        "import pandas as pd\naction = env.action_space.sample()\nbatch = buffer.sample(32)\n",
        "from datasets import load_dataset\nds = load_dataset('a').shuffle(seed=0)\n",
        "from datasets import load_dataset\nds = load_dataset('a').shuffle(3)\n",
        "from datasets import load_dataset\nds = load_dataset('a').train_test_split(0.1, shuffle=False)\n",
        "from sklearn.model_selection import train_test_split\na, b = train_test_split(x)\n",
        "import tensorflow as tf\nds = tf.data.Dataset.range(9).shuffle(3, seed=1)\n",
        "import tensorflow as tf\ntf.random.set_seed(0)\nds = tf.data.Dataset.range(9).shuffle(3)\n",
        """
        import torch
        from torch.utils.data import DataLoader, RandomSampler, random_split

        g = torch.Generator().manual_seed(0)
        a, b = random_split(data, [3, 4], g)
        loader = DataLoader(a, shuffle=True, generator=g)
        plain = DataLoader(b, batch_size=3)
        sampler = RandomSampler(a, generator=g)
        """,
        """
        import torch
        from torch.utils.data import DataLoader

        torch.manual_seed(0)
        loader = DataLoader(data, shuffle=True)
        """,
        # Whether it shuffles cannot be seen.
        "from torch.utils.data import DataLoader\n\ndef f(d, s):\n    return DataLoader(d, shuffle=s)\n",
        "from torch.utils.data import DataLoader\n\ndef f(d, **kw):\n    return DataLoader(d, **kw)\n",
        "import pandas as pd\n\ndef f(df: pd.DataFrame, seed):\n    return df.sample(3, random_state=seed)\n",
    )
    invalid = (
        "import pandas as pd\ndf = pd.read_csv('a')\ndf = df.sample(frac=1)  # <- here\n",
        "import pandas as pd\n\ndef f(x: pd.DataFrame):\n    return x.dropna().sample(100)  # <- here\n",
        "import pandas as pd\n\ndef f(train_df):\n    return train_df.sample(n=100)  # <- here\n",
        "def f(rows):\n    return rows.sample(frac=0.5).reset_index(drop=True)  # <- here\n",
        "import pandas as pd\nx = pd.read_csv('a').groupby('b').sample(1, random_state=None)  # <- here\n",
        "import polars as pl\nx = pl.read_csv('a').sample(fraction=0.1)  # <- here\n",
        "from datasets import load_dataset\nds = load_dataset('a')['train'].shuffle()  # <- here\n",
        """
        from datasets import Dataset

        def split(rows):
            data = Dataset.from_list(rows)
            return data.train_test_split(test_size=0.1)  # <- here
        """,
        "import tensorflow as tf\nds = tf.data.Dataset.range(9).batch(2).shuffle(100)  # <- here\n",
        """
        import tensorflow as tf

        def prepare(ds):
            ds = ds.map(parse)
            return ds.shuffle(1000).batch(32)  # <- here
        """,
        "parts = frame.randomSplit([0.8, 0.2])  # <- here\n",
        """
        from torch.utils.data import DataLoader, WeightedRandomSampler, random_split

        train, test = random_split(data, [8, 2])  # <- here
        sampler = WeightedRandomSampler(weights, 10)  # <- here
        loader = DataLoader(train, 32, shuffle=True)  # <- here
        """,
        "import torch.utils.data as D\nloader = D.DataLoader(d, 4, True, generator=None)  # <- here\n",
        """
        import random
        from torch.utils.data import DataLoader

        random.seed(0)
        loader = DataLoader(
            data,
            shuffle=True,  # the loader's line is reported
        )
        """.replace("DataLoader(\n", "DataLoader(  # <- here\n"),
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        if is_open(node):
            return
        name = self.file.resolve(node.func)
        if name in LOADERS:
            yield from self._check_loader(node)
        elif name in FUNCTIONS:
            short = name.rpartition(".")[2]
            position = GENERATOR_POSITION.get(short)
            if position is None or argument(node, "generator", position) is None:
                yield from self._check(node, FUNCTIONS[name], short)
        elif isinstance(node.func, cst.Attribute) and not name.startswith(OTHER_ORIGINS):
            yield from self._check_method(node, node.func, name)

    def _check_loader(self, node: cst.Call) -> Iterator[Problem]:
        shuffle = argument(node, "shuffle", 2)
        if shuffle is None or constant(shuffle) is not True or self._is_seeded_by(node, "generator", None):
            return
        found = self.file.unseeded(node, TORCH)
        if found is not None:
            message = f"the loader shuffles with torch's default generator, and {found.reason}"
            yield Problem(node, message, found.confidence, self._fix(node, "generator"))

    def _check_method(self, node: cst.Call, function: cst.Attribute, name: str) -> Iterator[Problem]:
        method = function.attr.value
        for shuffle in METHODS.get(method, ()):
            if self._is_of(node, function, name, shuffle):
                if method != "train_test_split" or not _is_false(argument(node, "shuffle")):
                    yield from self._check(node, shuffle, method)
                return

    def _check(self, node: cst.Call, shuffle: Shuffle, short: str) -> Iterator[Problem]:
        if any(self._is_seeded_by(node, *seed) for seed in shuffle.seeds):
            return
        keyword = shuffle.seeds[0][0]
        fix = self._fix(node, keyword)
        if shuffle.stream is None:
            message = f"`{short}` of {shuffle.library} gets no `{keyword}` and takes fresh entropy"
            yield Problem(node, message, fix=fix)
            return
        found = self.file.unseeded(node, shuffle.stream)
        if found is not None:
            called = f"`{short}` of {shuffle.library}"
            message = f"{called} gets no `{keyword}` and takes a global stream, and {found.reason}"
            yield Problem(node, message, found.confidence, fix)

    def _is_seeded_by(self, node: cst.Call, keyword: str, index: int | None) -> bool:
        value = argument(node, keyword, index)
        return value is not None and not surely_none(self.file, value)

    def _fix(self, node: cst.Call, keyword: str) -> Change:
        if keyword != "generator":
            return seeding_change(self.file, node, keyword)
        change = seeding_change(self.file, node, keyword, _OWN_GENERATOR)
        return Change(change.message, change.replacements, change.safe, ("torch",))

    # -- what the object is ----------------------------------------------------------------------------------

    def _is_of(self, node: cst.Call, function: cst.Attribute, name: str, shuffle: Shuffle) -> bool:
        if shuffle.library == "Spark" and function.attr.value == "randomSplit":
            return True
        keywords = {arg.keyword.value for arg in node.args if arg.keyword is not None}
        if keywords & shuffle.telling and not name:
            return True
        found = [o for o in origins(self.file, function.value) if not self.file.is_of_the_project(o)]
        if found:
            return any(o.startswith(shuffle.origins) for o in found)
        return not name and self._looks_like(function, shuffle)

    def _looks_like(self, function: cst.Attribute, shuffle: Shuffle) -> bool:
        """By the name of the object, in a file that uses the library."""
        holder = dotted_name(function.value)
        last = holder.rpartition(".")[2] if holder is not None else ""
        if shuffle.library in ("pandas", "polars"):
            return bool(_FRAME.fullmatch(last)) and self.file.imports(shuffle.library)
        if shuffle.library == "tf.data":
            return bool(_DATASET.fullmatch(last)) and self.file.imports("tensorflow")
        if shuffle.library == "datasets":
            return bool(_DATASET.fullmatch(last)) and self.file.imports("datasets")
        return False


def _is_false(node: cst.BaseExpression | None) -> bool:
    return node is not None and constant(node) is False
