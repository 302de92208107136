from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.tree.arguments import argument, constant, is_open
from lint_rules.analysis.tree.first_use import first_use, is_never_used
from lint_rules.analysis.tree.flags import may_be_on
from lint_rules.analysis.tree.moments import is_only_tried
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.seeds import seeding_change
from lint_rules.analysis.tree.showing import is_only_looked_at, is_only_shown
from lint_rules.analysis.tree.shuffled import may_be_of
from lint_rules.analysis.tree.spread import spread
from lint_rules.analysis.tree.values import holder_of, surely_none, value_of
from lint_rules.knowledge.loaders import LOADERS, is_own_loader
from lint_rules.knowledge.shuffles import (
    FASTAI,
    FUNCTIONS,
    GENERATOR_POSITION,
    METHODS,
    OTHER_ORIGINS,
    Shuffle,
)
from lint_rules.knowledge.streams import TORCH
from lint_rules.rule import Change, Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

# In what order a model is evaluated is the same to it.
_EVALUATED = re.compile(r"(.*_)?(test|val|valid|validation|eval|evaluation)(_.*)?", re.IGNORECASE)
_OWN_GENERATOR = "torch.Generator().manual_seed({})"


class UnseededShuffle(SourceRule):
    """Shuffle, sample or split of a data set that has no seed.

    ## What it does

    Reports pandas' and polars' `sample`, `shuffle` and `train_test_split` of Hugging Face datasets,
    `shuffle` and `list_files` of tf.data, Keras's data sets made from folders, Spark's `randomSplit`,
    torch's `random_split`, random samplers and `DataLoader(shuffle=True)`, and fastai's random splits, when
    they get no seed and nothing seeds the global stream that they fall back on. Smoke tests of a module
    that others import, and files that measure speed, are left out. A loader in a notebook that seeds in a
    later cell has low confidence: it may be gone through only then. So have rows that are only shown.

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
    markers = (
        b"sample",
        b"shuffle",
        b"split",
        b"Split",
        b"Sampler",
        b"DataLoader",
        b"_from_",
        b".flow",
        b"list_files",
        b"fastai",
    )
    follows_names = True
    reads_constants = True
    calls = frozenset({*FUNCTIONS, *LOADERS})
    packages = MappingProxyType({"fastai": frozenset(name.rpartition(".")[2] for name in FASTAI)})
    methods = frozenset(METHODS)
    keywords = frozenset({"shuffle"})

    valid = (
        # Rows to look at.
        """
        import pandas as pd
        import seaborn as sns

        df = pd.read_csv("a")
        df.sample(5)
        df.loc[df.x > 0].sample(frac=1).head(3)[["x", "y"]]
        print(df["x"].sample(6).values)
        display(df.sample(5))
        sns.heatmap(df.sample(10), ax=ax)

        def plot_rows(df):
            for row in df.sample(8).itertuples():
                ax.imshow(row.image)
        """,
        """
        import tensorflow as tf

        def test_rows(pattern):
            return tf.data.Dataset.list_files(pattern).map(read)

        val_rows = tf.data.Dataset.list_files("rows/*").map(read)
        rows = tf.data.Dataset.list_files("rows/*", False)
        rows = tf.data.Dataset.list_files("rows/*", shuffle=None, seed=3)
        rows = tf.data.Dataset.list_files("rows.csv")
        """,
        "import tensorflow as tf\ntf.random.set_seed(0)\nrows = tf.data.Dataset.list_files('rows/*')\n",
        "import pandas as pd\ndf = pd.read_csv('a')\ndf = df.sample(frac=1, random_state=0)\n",
        """
        from torch.utils.data import DataLoader

        def load(rows, mode):
            shuffle = False if mode == "test" else None
            return DataLoader(rows, shuffle=shuffle), DataLoader(rows, shuffle=mode == "shuffled")
        """,
        "import pandas as pd, numpy as np\nnp.random.seed(1)\ndf = pd.read_csv('a').sample(3)\n",
        "import random\nxs = random.sample(range(9), 3)\nrandom.shuffle(xs)\n",
        "import polars as pl\ndf = pl.read_csv('a').sample(3, seed=0)\n",
        "import polars as pl\npl.set_random_seed(0)\ndf = pl.read_csv('a').sample(3)\n",
        "import torch\nd = torch.distributions.Normal(0, 1)\nx = d.sample((3,))\n",
        "import pandas as pd\naction = env.action_space.sample()\nbatch = buffer.sample(32)\n",
        # So it was here.
        """
        import torch
        from torch.utils.data import DataLoader

        loader = DataLoader(rows, shuffle=True)
        print(f"{loader} of {len(loader)}")
        loader, len(loader)
        images, labels = next(iter(loader))
        plot(images[0])
        torch.manual_seed(0)
        for images, labels in loader:
            step(images, labels)
        """,
        # The first batch was only looked at.
        """
        import torch
        from torch.utils.data import DataLoader

        loader = DataLoader(rows, shuffle=True)
        for images, labels in loader:
            print("images:", images.shape)
            break

        torch.manual_seed(0)
        for number, (images, labels) in enumerate(loader):
            step(images, labels)
        """,
        # The loader draws where it is gone through.
        """
        import torch
        from torch.utils.data import DataLoader

        loader = DataLoader(rows, shuffle=True)

        def train(model):
            torch.manual_seed(0)
            for batch in loader:
                model.step(batch)

        train(model)
        """,
        "from datasets import load_dataset\nds = load_dataset('a').shuffle(seed=0)\n",
        "from datasets import load_dataset\nds = load_dataset('a').shuffle(3)\n",
    )
    invalid = (
        # The stream is left without a seed again, and what a file holds may be a table.
        Example(
            """
            import pickle
            import pandas as pd

            def rows(path):
                found = dict()
                if path.exists():
                    with open(path, "rb") as file:
                        found = pickle.load(file)
                return found["rows"].sample(n=9)  # <- here
            """,
            files={
                "splits.py": """
                import numpy as np

                def chosen(names, seed):
                    np.random.seed(seed)
                    first = np.random.choice(names)
                    np.random.seed(None)
                    return first
                """,
                "main.py": """
                from splits import chosen
                from example import rows

                name = chosen(["a", "b"], 3)
                fit(rows(name))
                """,
            },
        ),
        """
        import torch
        from torch.utils.data import DataLoader

        loader = DataLoader(rows, shuffle=True)  # <- here
        batch = next(iter(loader))
        model.fit(batch)
        torch.manual_seed(0)
        for batch in loader:
            model.fit(batch)
        """,
        """
        import torch
        from torch.utils.data import DataLoader

        loader = DataLoader(rows, shuffle=True)  # <- here
        for images in loader:
            first = images
            break
        torch.manual_seed(0)
        train(loader, first)
        """,
        """
        from torch.utils.data import DataLoader

        shuffle = True
        first = DataLoader(rows, shuffle=shuffle)  # <- here
        """,
        """
        from torch.utils.data import DataLoader

        SHUFFLE, OFF = True, False

        def load(rows, split, for_test=False):
            yield DataLoader(rows, shuffle="train" in split)  # <- here
            yield DataLoader(rows, shuffle=split.find("train") >= 0)  # <- here
            yield DataLoader(rows, shuffle=split.startswith("train"))  # <- here
            yield DataLoader(rows, shuffle=split.startswith("test"))
            yield DataLoader(rows, shuffle=not for_test)  # <- here
            yield DataLoader(rows, shuffle=for_test)
            yield DataLoader(rows, shuffle=SHUFFLE)  # <- here
            yield DataLoader(rows, shuffle=OFF)
        """,
        """
        from torch.utils.data import DataLoader

        def load(rows, mode, sampler):
            if mode == "test":
                shuffle = False
            else:
                shuffle = True
            first = DataLoader(rows, shuffle=shuffle)  # <- here
            shuffle = False
            second = DataLoader(rows, shuffle=(mode == "train"))  # <- here
            off = DataLoader(rows, shuffle=shuffle)
            return first, second, off, DataLoader(rows, shuffle=True if sampler is None else False)  # <- here
        """,
        Example(
            """
            from tools import *
            from tools import DataLoader as Batches, DataLoader
            from own import OwnLoader

            fit(DataLoader(rows, 32, shuffle=True), OwnLoader(rows, shuffle=True))  # <- here
            """,
            files={
                "tools.py": "from inner import *\n",
                "inner.py": "from torch.utils.data import DataLoader\n",
                "own.py": "class OwnLoader:\n    pass\n",
            },
        ),
        Example(
            """
            from loading import Loader, Other

            train = Loader("train", limit=3, shuffle=True)  # <- here
            print(fit(train), Other("test", shuffle=True))
            """,
            files={
                "loading.py": """
                    from torch.utils.data import DataLoader

                    class Loader(DataLoader):
                        def __init__(self, path, limit, shuffle):
                            super().__init__(read(path, limit), shuffle=shuffle)

                    class Other:
                        pass
                    """
            },
        ),
        Example(
            """
            from torch.utils.data import DataLoader

            def load(data, size, shuffle):
                return DataLoader(data, size, shuffle=shuffle)  # <- here

            class Module:
                def __init__(self, shuffle=False):
                    self.loader = DataLoader(rows, shuffle=shuffle)  # <- here
            """,
            files={"main.py": "from example import load, Module\nload(x, 3, True)\nModule(shuffle=True)\n"},
        ),
        """
        from torch.utils.data import DataLoader
        from torch.utils.data.distributed import DistributedSampler

        def loaders(data, is_distributed):
            if is_distributed:
                sampler = DistributedSampler(data)
            else:
                sampler = None
            other = DistributedSampler(data) if is_distributed else None
            first = DataLoader(data, shuffle=(sampler is None), sampler=sampler)  # <- here
            return first, DataLoader(data, shuffle=other is None, sampler=other)  # <- here
        """,
        "import tensorflow as tf\nrows = tf.data.Dataset.list_files('rows/*').map(read)  # <- here\n",
        Example(
            """
            import tensorflow as tf

            def test_rows():
                rows = tf.data.Dataset.list_files("rows/*")  # <- here
                assert next(iter(rows)) == "rows/1.csv"
            """,
            path="tests/test_rows.py",
        ),
        """
        import tensorflow as tf

        def loader(source, size):
            rows = source.training().shuffle(source.training().cardinality()).batch(size)  # <- here
            return rows
        """,
        """
        import tensorflow as tf

        def prepared(digits):
            digits = digits.map(onehot)
            digits = digits.shuffle(1000)  # <- here
            digits = digits.batch(32)
            return digits.prefetch(20)
        """,
        """
        from torch.utils.data import DataLoader

        def loader(rows, is_streamed):
            return DataLoader(rows, shuffle=True and not is_streamed)  # <- here
        """,
        "import pandas as pd\ndf = pd.read_csv('a')\ndf = df.sample(frac=1)  # <- here\n",
        "import pandas as pd\ndf = pd.read_csv('a')\ndf.sample(9).to_csv('b')  # <- here\n",
        "import pandas as pd\ndf = pd.read_csv('a')\nprint(fit(df.sample(9)))  # <- here\n",
        """
        import geopandas as gpd
        import pandas as pd
        from mine import embedded, walks

        fields = gpd.read_file("fields.gpkg")
        few = fields[fields["area"] > 3].sample(n=9)  # <- here
        rows_df = embedded(pd.read_csv("rows.csv"))
        some = rows_df.sample(1000)  # <- here
        path = walks().sample(3)
        """,
        "import pandas as pd\n\ndef f(x: pd.DataFrame):\n    return x.dropna().sample(100)  # <- here\n",
        "import pandas as pd\n\ndef f(train_df):\n    return train_df.sample(n=100)  # <- here\n",
        "import pandas as pd\n\ndef f(rows):\n    return rows.sample(n=5)  # <- here\n",
        "def f(rows):\n    return rows.sample(frac=0.5).reset_index(drop=True)  # <- here\n",
        "import pandas as pd\nx = pd.read_csv('a').groupby('b').sample(1, random_state=None)  # <- here\n",
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        if is_open(spread(self.file, node)):
            return
        name = self.file.resolve(node.func)
        if name in LOADERS or self._is_torchs(node):
            yield from self._check_loader(node, self._fix(node, "generator"))
        elif is_own_loader(name) and self.file.leaves_order_to(name, LOADERS):
            yield from self._check_loader(node, fix=None)  # it need not take a generator
        elif name in FUNCTIONS:
            short = name.rpartition(".")[2]
            if short == "list_files" and self._is_one_file(node):
                return
            position = GENERATOR_POSITION.get(short)
            if position is None or argument(node, "generator", position) is None:
                yield from self._check(node, FUNCTIONS[name], short)
        elif name.startswith("fastai."):
            yield from self._check_fastai(node, name)
        elif isinstance(node.func, cst.Attribute) and not name.startswith(OTHER_ORIGINS):
            yield from self._check_method(node, node.func, name)

    def _check_fastai(self, node: cst.Call, name: str) -> Iterator[Problem]:
        """What is split by folders, or by a column, is not split at random."""
        bunch, _, short = name.rpartition(".")
        split = FASTAI.get(short) or FASTAI.get(f"{bunch.rpartition('.')[2]}.{short}")
        share, column = argument(node, "valid_pct"), argument(node, "valid_col")
        at_random = short != "from_folder" or (share is not None and not surely_none(self.file, share))
        if split is not None and at_random and column is None:
            yield from self._check(node, split, short)

    def _is_torchs(self, node: cst.Call) -> bool:
        """Whether a call makes a loader of torch's that a file of the project imports for others."""
        written = dotted_name(node.func)
        return written is not None and is_own_loader(written) and self.file.imported_as(node.func) in LOADERS

    def _check_loader(self, node: cst.Call, fix: Change | None) -> Iterator[Problem]:
        shuffle = argument(spread(self.file, node), "shuffle", 2 if fix is not None else None)
        if shuffle is None or not may_be_on(self.file, shuffle):
            return
        if self._is_seeded_by(node, "generator", None) or is_never_used(self.file, node):
            return
        found = self.file.unseeded(first_use(self.file, node), TORCH)
        if found is not None and not is_only_tried(self.file, node):
            message = f"the loader shuffles with torch's default generator, and {found.reason}"
            sure = "low" if self._is_seeded_later() else found.confidence
            yield Problem(node, message, sure, fix)

    def _is_one_file(self, node: cst.Call) -> bool:
        pattern = argument(node, "file_pattern", 0)
        said = constant(value_of(self.file, pattern)) if pattern is not None else None
        return isinstance(said, str) and not any(wildcard in said for wildcard in "*?[")

    def _is_seeded_later(self) -> bool:
        """Whether a notebook has a seed in the end: before it a loader is mostly made, and only looked at."""
        return self.file.is_notebook and self.file.ends_seeded(TORCH)

    def _is_off(self, node: cst.Call, switch: tuple[str, bool, int | None]) -> bool:
        name, usual, position = switch
        value = argument(spread(self.file, node), name, position)
        if value is not None:
            return not may_be_on(self.file, value)
        return not usual or self._is_evaluated(node)

    def _is_evaluated(self, node: cst.Call) -> bool:
        """Whether a data set is for evaluation, by what it is called, or by the function that makes it."""
        made: cst.CSTNode | None = node
        while isinstance(made, cst.Call) and isinstance(method := self.file.parent(made), cst.Attribute):
            made = self.file.parent(method)  # `list_files(p).map(f)`
        function = self.file.function(node)
        names = [holder_of(self.file, made) if made is not None else None]
        if isinstance(function, cst.FunctionDef) and not is_test_path(self.file.facts.path):
            names.append(function.name.value)
        return any(name is not None and _EVALUATED.fullmatch(name) for name in names)

    def _check_method(self, node: cst.Call, function: cst.Attribute, name: str) -> Iterator[Problem]:
        method = function.attr.value
        for shuffle in METHODS.get(method, ()):
            if may_be_of(self.file, node, name, shuffle):
                if method != "train_test_split" or not _is_false(argument(node, "shuffle")):
                    yield from self._check(node, shuffle, method)
                return

    def _check(self, node: cst.Call, shuffle: Shuffle, short: str) -> Iterator[Problem]:
        if any(self._is_seeded_by(node, *seed) for seed in shuffle.seeds):
            return
        if shuffle.switch is not None and self._is_off(node, shuffle.switch):
            return
        if is_only_tried(self.file, node):
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
            shown = is_only_shown(self.file, node) or is_only_looked_at(self.file, node)
            yield Problem(node, message, "low" if shown else found.confidence, fix)

    def _is_seeded_by(self, node: cst.Call, keyword: str, index: int | None) -> bool:
        value = argument(spread(self.file, node), keyword, index)
        return value is not None and not surely_none(self.file, value)

    def _fix(self, node: cst.Call, keyword: str) -> Change:
        if keyword != "generator":
            return seeding_change(self.file, node, keyword)
        change = seeding_change(self.file, node, keyword, _OWN_GENERATOR)
        return Change(change.message, change.replacements, change.safe, ("torch",))


def _is_false(node: cst.BaseExpression | None) -> bool:
    return node is not None and constant(node) is False
