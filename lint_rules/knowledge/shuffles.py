"""Methods and functions that shuffle, sample or split: how each is seeded, and what it falls back on."""

from __future__ import annotations

from dataclasses import dataclass

from lint_rules.knowledge.streams import NUMPY, POLARS, TENSORFLOW, TORCH


@dataclass(frozen=True)
class Shuffle:
    """One way to shuffle. Any of `seeds` settles it: name of the parameter, and its position or None."""

    library: str  # what a message calls the object
    seeds: tuple[tuple[str, int | None], ...]
    stream: str | None  # the global stream that it falls back on; None for fresh entropy
    # Full names (their beginnings) of what such an object comes from.
    origins: tuple[str, ...] = ()
    # Keywords that no other library's method of that name has.
    telling: frozenset[str] = frozenset()
    # The parameter that turns it on and off, what that is when nothing is said, and its position or None.
    switch: tuple[str, bool, int | None] | None = None


_PANDAS = Shuffle(
    "pandas",
    (("random_state", 4),),
    NUMPY,
    ("pandas.", "geopandas.", "modin.pandas."),
    frozenset({"frac", "random_state", "ignore_index"}),
)
_POLARS = Shuffle("polars", (("seed", None),), POLARS, ("polars.",))
_SPARK = Shuffle("Spark", (("seed", None),), None, ("pyspark.",), frozenset({"withReplacement"}))
_SPARK_SPLIT = Shuffle("Spark", (("seed", 1),), None, ("pyspark.",))
_HUGGING_FACE = Shuffle("datasets", (("seed", 0), ("generator", None)), NUMPY, ("datasets.",))
_HUGGING_FACE_SPLIT = Shuffle(
    "datasets", (("seed", 7), ("generator", 8)), NUMPY, ("datasets.",), frozenset({"test_size", "train_size"})
)
_TENSORFLOW = Shuffle(
    "tf.data",
    (("seed", 1),),
    TENSORFLOW,
    ("tensorflow.data.", "tensorflow.compat.v1.data.", "tensorflow.compat.v2.data.", "tensorflow_datasets."),
    frozenset({"reshuffle_each_iteration"}),
)

# Keras takes the seed that it is not given from numpy.
_KERAS = Shuffle("Keras", (("seed", None),), NUMPY, switch=("shuffle", True, None))
_KERAS_SERIES = Shuffle("Keras", (("seed", None),), NUMPY, switch=("shuffle", False, None))
_KERAS_IMAGES = Shuffle(
    "Keras", (("seed", None),), NUMPY, ("keras.", "tensorflow.keras."), switch=("shuffle", True, None)
)

_FASTAI = Shuffle("fastai", (("seed", 1),), NUMPY)

# Name of a method -> what it may be, the likeliest first.
METHODS: dict[str, tuple[Shuffle, ...]] = {
    "sample": (_PANDAS, _POLARS, _SPARK),
    "shuffle": (_HUGGING_FACE, _TENSORFLOW, _POLARS),
    "train_test_split": (_HUGGING_FACE_SPLIT,),
    "randomSplit": (_SPARK_SPLIT,),
    "split_by_rand_pct": (_FASTAI,),
    "random_split_by_pct": (_FASTAI,),
    "flow": (_KERAS_IMAGES,),
    "flow_from_dataframe": (_KERAS_IMAGES,),
    "flow_from_directory": (_KERAS_IMAGES,),
}

_TORCH = Shuffle("torch", (("generator", None),), TORCH)
_TF_FUNCTION = Shuffle("TensorFlow", (("seed", 1),), TENSORFLOW)
_TF_FILES = Shuffle("tf.data", (("seed", 2),), TENSORFLOW, switch=("shuffle", True, 1))

FUNCTIONS: dict[str, Shuffle] = {
    **dict.fromkeys(
        (
            "torch.utils.data.random_split",
            "torch.utils.data.dataset.random_split",
            "torch.utils.data.RandomSampler",
            "torch.utils.data.sampler.RandomSampler",
            "torch.utils.data.SubsetRandomSampler",
            "torch.utils.data.sampler.SubsetRandomSampler",
            "torch.utils.data.WeightedRandomSampler",
            "torch.utils.data.sampler.WeightedRandomSampler",
        ),
        _TORCH,
    ),
    "tensorflow.random.shuffle": _TF_FUNCTION,
    "tensorflow.data.Dataset.list_files": _TF_FILES,
    "tensorflow.compat.v1.data.Dataset.list_files": _TF_FILES,
    "tensorflow.compat.v2.data.Dataset.list_files": _TF_FILES,
    **{
        f"{top}.{name}": shuffle
        for top in ("keras", "tensorflow.keras")
        for name, shuffle in {
            "utils.audio_dataset_from_directory": _KERAS,
            "utils.image_dataset_from_directory": _KERAS,
            "utils.text_dataset_from_directory": _KERAS,
            "utils.timeseries_dataset_from_array": _KERAS_SERIES,
            "preprocessing.image_dataset_from_directory": _KERAS,
            "preprocessing.text_dataset_from_directory": _KERAS,
            "preprocessing.timeseries_dataset_from_array": _KERAS_SERIES,
        }.items()
    },
}

# No other library has a method of that name.
TELLING_METHODS = frozenset(
    {"flow_from_dataframe", "flow_from_directory", "random_split_by_pct", "randomSplit", "split_by_rand_pct"}
)

# Splits of fastai, wherever in it they lie. Its first version draws from numpy, the second from torch.
FASTAI: dict[str, Shuffle] = {
    "RandomSplitter": Shuffle("fastai", (("seed", 1),), TORCH),
    "RandomSubsetSplitter": Shuffle("fastai", (("seed", 2),), TORCH),
    **{
        f"{bunch}.{method}": Shuffle("fastai", (("seed", position),), stream)
        for bunches, stream in (
            (("ImageDataBunch",), NUMPY),
            (("ImageDataLoaders", "SegmentationDataLoaders", "TextDataLoaders"), TORCH),
        )
        for bunch in bunches
        for method, position in {
            "from_csv": None,
            "from_df": 3,
            "from_folder": 4,
            "from_label_func": 4,
            "from_lists": 4,
            "from_name_func": 4,
            "from_name_re": 4,
            "from_path_func": 4,
            "from_path_re": 4,
        }.items()
    },
}

# Where the generator stands when it is given by position.
GENERATOR_POSITION = {
    "random_split": 2,
    "SubsetRandomSampler": 1,
    "RandomSampler": 3,
    "WeightedRandomSampler": 3,
}

# Objects that have `sample` and `shuffle` for other reasons.
OTHER_ORIGINS = ("random.", "numpy.random.", "torch.distributions.", "gymnasium.", "gym.")
