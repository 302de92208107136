"""More examples of REP115: loaders, and options that stand elsewhere."""

from lint_rules.rule import Example

VALID: tuple[Example | str, ...] = (
    # Loaders of one's own that decide on the order themselves.
    """
    import torch
    from torch.utils.data import DataLoader

    class FirstLoader(DataLoader):
        def __init__(self, rows, shuffle):
            super().__init__(rows, shuffle=shuffle, generator=torch.Generator().manual_seed(1))

    class SecondLoader(DataLoader):
        def __init__(self, rows, shuffle):
            super().__init__(rows)
            self.shuffle = shuffle

        def __iter__(self):
            return in_order(self.dataset, self.shuffle)

    fit(FirstLoader(rows, shuffle=True), SecondLoader(rows, shuffle=True))
    """,
    Example(
        "from loading import OwnLoader\n\nfit(OwnLoader(rows, shuffle=True))\n",
        files={
            "loading.py": """
                import random
                from torch.utils.data import DataLoader

                class Shuffling(DataLoader):
                    def __init__(self, rows, shuffle):
                        if shuffle:
                            random.Random(3).shuffle(rows)
                        super().__init__(rows)

                class OwnLoader(Shuffling):
                    pass
                """
        },
    ),
    # Another loader than that which a star brings in, or one that may be of elsewhere.
    Example(
        """
        from tools import *

        def load(rows, DataLoader):
            return fit(DataLoader(rows, shuffle=True))

        def own(rows):
            from own import DataLoader
            return fit(DataLoader(rows, shuffle=True))
        """,
        files={
            "tools.py": "from torch.utils.data import DataLoader\n",
            "own.py": "class DataLoader:\n    pass\n",
        },
    ),
    Example(
        """
        from tools import *
        from own import *

        fit(DataLoader(rows, shuffle=True))
        """,
        files={
            "tools.py": "from torch.utils.data import DataLoader\n",
            "own.py": "class DataLoader:\n    pass\n",
        },
    ),
    Example(
        """
        from tools import *
        from paddle.io import *

        fit(DataLoader(rows, shuffle=True))
        """,
        files={"tools.py": "from torch.utils.data import DataLoader\n"},
    ),
    Example(
        """
        from math import *
        from tools import *

        fit(DataLoader(rows, shuffle=True))
        """,
        files={"tools.py": "from torch.utils.data import DataLoader\nDataLoader = wrapped(DataLoader)\n"},
    ),
    # A generator may be among the options.
    """
    import torch
    from torch.utils.data import DataLoader

    def main(args, generator, **more):
        kwargs = {"generator": generator} if args.seed else {}
        options = {"num_workers": 3}
        options.update(more)
        others = {"num_workers": 3}
        others.setdefault("generator", generator)
        fit(DataLoader(rows, shuffle=True, **kwargs), DataLoader(rows, shuffle=True, **options))
        return DataLoader(rows, shuffle=True, **others)
    """,
    # What a buffer gives is no table.
    """
    import pandas as pd

    def learn(buffer):
        batch = buffer.sample(32)
        return step(batch["reward"].mean(), batch["obs"].to("cuda"))
    """,
    Example(
        """
        import pandas as pd
        from synthesis import Model

        model = Model()
        sampled = model.sample(100)
        assert set(sampled["kind"].unique()) == {"a"}
        """,
        files={"synthesis.py": "class Model:\n    def sample(self, n):\n        return 4\n"},
    ),
    # A smoke test of a module that others import.
    Example(
        """
        from torch.utils.data import DataLoader

        class Vistas:
            pass

        if __name__ == "__main__":
            loader = DataLoader(Vistas(), batch_size=8, num_workers=4, shuffle=True)
            for batch in loader:
                print(batch)
        """,
        files={"train.py": "from example import Vistas\n"},
    ),
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
    # Drawn from when it is gone through.
    """
    import torch
    from torch.utils.data import DataLoader

    def make():
        torch.manual_seed(0)
        return Net()

    loader = DataLoader(data, shuffle=True)
    print(len(loader))
    net = make()
    for batch in loader:
        net(batch)
    """,
    # Every caller turns it off.
    """
    from torch.utils.data import DataLoader

    def load(data, shuffle=True):
        return DataLoader(data, shuffle=shuffle)

    test = load(rows, shuffle=False)
    """,
    # Whether it shuffles cannot be seen.
    "from torch.utils.data import DataLoader\n\ndef f(d, s):\n    return DataLoader(d, shuffle=s)\n",
    "from torch.utils.data import DataLoader\n\ndef f(d, **kw):\n    return DataLoader(d, **kw)\n",
    """
    import torch
    from torch.utils.data import DataLoader

    def load(data, shuffle=False):
        options = {"generator": torch.Generator().manual_seed(0)}
        DataLoader(data, shuffle=True, **options)
        changed = dict(num_workers=2)
        changed.update(read_settings())
        DataLoader(data, shuffle=True, **changed)
        DataLoader(data, shuffle=True, **{"no name": 3})
        return DataLoader(data, shuffle=shuffle)
    """,
    """
    import keras
    from keras.preprocessing.image import ImageDataGenerator

    train = keras.utils.image_dataset_from_directory("train", seed=3)
    plain = keras.utils.image_dataset_from_directory("train", shuffle=False)
    test_data = keras.utils.image_dataset_from_directory("test")
    series = keras.utils.timeseries_dataset_from_array(rows, targets, 3)
    images = ImageDataGenerator().flow_from_directory("train", seed=1)
    """,
    "import keras\nkeras.utils.set_random_seed(1)\nd = keras.utils.text_dataset_from_directory('a')\n",
    # Water, not pictures.
    "import keras\nx = pump.flow(3)\n",
    "import pandas as pd\n\ndef f(df: pd.DataFrame, seed):\n    return df.sample(3, random_state=seed)\n",
    """
    import numpy as np
    from fastai import *
    from fastai.vision import *

    src = ImageList.from_folder(path).split_by_rand_pct(0.2, seed=3).label_from_folder()
    rows = ItemList(names).random_split_by_pct(0.1, 4)
    np.random.seed(42)
    data = ImageDataBunch.from_folder(path, train=".", valid_pct=0.2)
    again = rows.split_by_rand_pct()
    """,
    """
    from fastai.vision.all import *

    images = DataBlock(get_items=get_image_files, splitter=RandomSplitter(valid_pct=0.2, seed=42))
    by_folder = ImageDataLoaders.from_folder(path)
    by_column = ImageDataLoaders.from_df(frame, path, valid_col="is_valid")
    by_name = ImageDataLoaders.from_name_func(path, files, is_cat, 0.2, 42)
    set_seed(3)
    other = ImageDataLoaders.from_name_func(path, files, is_cat)
    """,
)
INVALID: tuple[Example | str, ...] = (
    """
    import tensorflow_datasets as tfds
    from tensorflow import keras

    (rows, labels), rest = keras.datasets.imdb.load_data()
    rows = keras.preprocessing.sequence.pad_sequences(rows)
    (rows, rest), info = tfds.load("ag_news_subset", split=["train", "test"], with_info=True)
    rows = rows.shuffle(1000)  # <- here
    """,
    # Options of one branch, of several bindings, and put in later.
    """
    from torch.utils.data import DataLoader

    def main(args, cuda):
        kwargs = {"num_workers": 1, "pin_memory": True} if cuda else {}
        train = DataLoader(rows, shuffle=True, **kwargs)  # <- here
        options = {"batch_size": args.size}
        if cuda:
            on_device = {"num_workers": 1, "shuffle": True}
            options.update(on_device)
        options["drop_last"] = options["batch_size"] > 3
        fit(train, DataLoader(rows, **options))  # <- here
        kwargs = dict(timeout=3)
        fit(DataLoader(others, shuffle=True, **kwargs))  # <- here
    """,
    # Tables: one that is said to be one, and one that is read by column.
    """
    import polars as pl

    def run(context, blocks):
        data: pl.DataFrame = context["data"]
        if config.is_small:
            data = data.sample(100)  # <- here
        for block in blocks:
            rows = block.sample(5)  # <- here
            prompt(rows["score"].mean(), data)
    """,
    """
    from torch.utils.data import DataLoader

    def create_dataloader(opt, data, test):
        DataLoader(data, shuffle=not test)
        return DataLoader(data, batch_size=opt.batchSize, shuffle=not opt.serial_batches)  # <- here
    """,
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
    """
    from torch.utils.data import DataLoader

    class Rows:
        def __init__(self, shuffle=True, shuffle_later=False):
            self.shuffle = shuffle
            self.shuffle_later = shuffle_later

        def loaders(self, rows):
            train = DataLoader(rows, shuffle=self.shuffle)  # <- here
            return train, DataLoader(rows, shuffle=self.shuffle_later)
    """,
    """
    import tensorflow as tf

    def prepare(genomes, deck):
        genomes = genomes.map(parse)
        genomes = genomes.shuffle(1000)  # <- here
        genomes = genomes.batch(32)
        first = genomes.shuffle(100).repeat().batch(3)  # <- here
        deck = deck.shuffle(52)
        return genomes, first, deck
    """,
    "parts = frame.randomSplit([0.8, 0.2])  # <- here\n",
    "import tensorflow.compat.v2 as tf\nds = tf.data.Dataset.range(9).shuffle(100)  # <- here\n",
    "import tensorflow as tf\n\ndef f(data):\n    data = data.shuffle(9)  # <- here\n    return data\n",
    """
    from tensorflow import keras
    from keras.preprocessing.image import ImageDataGenerator

    train = keras.utils.image_dataset_from_directory("train")  # <- here
    series = keras.utils.timeseries_dataset_from_array(rows, targets, 3, shuffle=True)  # <- here
    images = ImageDataGenerator(rescale=0.1).flow_from_directory("train")  # <- here
    batches = ImageDataGenerator(rotation_range=9).flow(x, y)  # <- here
    """,
    """
    from torch.utils.data import DataLoader

    def load(data, shuffle=True):
        options = dict(batch_size=4, num_workers=2)
        first = DataLoader(data, shuffle=True, **options)  # <- here
        return first, DataLoader(data, shuffle=shuffle)  # <- here
    """,
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
    """
    from fastai import *
    from fastai.vision import *

    src = (ImageList.from_folder(path)
        .split_by_rand_pct()  # <- here
        .label_from_folder())
    rows = ItemList(names).random_split_by_pct(0.1)  # <- here
    """,
    """
    from fastai.vision.all import *

    images = DataBlock(get_items=get_image_files, splitter=RandomSplitter(valid_pct=0.2))  # <- here
    by_name = ImageDataLoaders.from_name_func(path, files, is_cat, item_tfms=Resize(224))  # <- here
    by_folder = ImageDataLoaders.from_folder(path, valid_pct=0.2)  # <- here
    """,
    """
    import torch
    from fastai.vision import ImageDataBunch

    torch.manual_seed(0)
    data = ImageDataBunch.from_df(path, frame, size=24)  # <- here
    """,
)
