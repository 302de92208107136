"""What callables do with the order of the iterable that they are given."""

from __future__ import annotations

import re


def _builtins(names: str) -> frozenset[str]:
    return frozenset(f"builtins.{name}" for name in names.split())


# The result is the same whatever order the items come in.
ORDER_FREE = _builtins("sorted set frozenset len min max any all bool isinstance type id") | {
    "collections.Counter",
    "math.fsum",
    "statistics.fmean",
    "statistics.mean",
    "statistics.median",
    "natsort.natsorted",
    "natsort.os_sorted",
    "numpy.sort",
    "numpy.unique",
    "numpy.isin",
    "numpy.in1d",
    "numpy.delete",
    "numpy.union1d",
    "numpy.intersect1d",
    "numpy.setdiff1d",
    "numpy.all",
    "numpy.any",
    "numpy.argmax",
    "numpy.argmin",
    *(f"numpy.{name}" for name in ("max", "min", "amax", "amin", "nanmax", "nanmin", "ptp", "median")),
    *(f"numpy.{name}" for name in ("quantile", "percentile", "bincount", "histogram", "count_nonzero")),
    "heapq.nlargest",
    "heapq.nsmallest",
    "torch.unique",
    "tensorflow.control_dependencies",
    "tensorflow.group",
    "difflib.get_close_matches",
    "concurrent.futures.as_completed",
    "concurrent.futures.wait",
    "asyncio.as_completed",
    "asyncio.wait",
}

# Give the same items in the order of their values.
SORTERS = frozenset(
    {"builtins.sorted", "numpy.sort", "natsort.natsorted", "natsort.os_sorted", "natsort.humansorted"}
)
# What functions of other projects that do so are called: `human_order_sorted`, `alphanum_sort`.
SORTER_NAME = re.compile(r"_*((\w+_)?(sort|sorted)(_(by_)?\w+)?|natsort\w*)")
# The same as methods, of lists, arrays and tables.
SORTING_METHODS = frozenset({"sort", "sort_values", "sort_index"})
# What makes an array or a table of items may be followed by what sorts it.
COLLECTING_LIBRARIES = ("numpy.", "pandas.", "polars.", "torch.")

# As the first argument of `functools.reduce`.
ORDER_FREE_REDUCTIONS = frozenset(
    f"{owner}.{name}"
    for owner in ("builtins.set", "builtins.frozenset", "operator")
    for name in ("union", "intersection", "symmetric_difference", "and_", "or_", "xor")
) | {"builtins.max", "builtins.min", "math.gcd", "math.lcm"}

# Methods (of sets, dicts, paths, loggers) that take an iterable and forget its order.
ORDER_FREE_METHODS = frozenset(
    [
        "add",
        "difference",
        "difference_update",
        "discard",
        "fromkeys",
        "intersection",
        "intersection_update",
        "isdisjoint",
        "issubset",
        "issuperset",
        "remove",
        "symmetric_difference",
        "symmetric_difference_update",
        "union",
        "update",
        "debug",
        "info",
        "warning",
        "error",
        "critical",
        "exception",
        "log",
        "isin",
        "is_in",
        "subgraph",
        "drop",
        "drop_columns",
        "remove_columns",
        "remove_nodes_from",
        "remove_edges_from",
        "exclude",
        "filter",
        "startswith",
        "endswith",
    ]
)

# Those of them that only look things up in a list.
SEARCHING_METHODS = frozenset(
    {"drop", "drop_columns", "remove_columns", "isin", "is_in", "difference", "difference_update"}
    | {"intersection", "isdisjoint", "issubset", "issuperset", "remove_nodes_from", "remove_edges_from"}
)

ARRAY_MAKERS = frozenset({"numpy.array", "numpy.asarray"})
# Take the type of their items as an argument, by its name or at a place.
TYPED_MAKERS: dict[str, int | None] = {
    "numpy.array": 1,
    "numpy.asarray": 1,
    "numpy.fromiter": 1,
}
TENSOR_MAKERS = frozenset({"torch.tensor", "torch.as_tensor"}) | {
    f"torch.{place}{kind}Tensor" for place in ("", "cuda.") for kind in ("", "Long", "Int", "Float", "Double")
}
INTEGER_TYPES = frozenset(
    f"{library}.{sign}int{bits}"
    for library in ("numpy", "torch")
    for sign in ("", "u")
    for bits in (8, 16, 32, 64)
) | {"builtins.int", "numpy.intp", "torch.int", "torch.long", "torch.short"}

# Tables of (row, column, value), in whatever order the three are listed.
SPARSE_MATRICES = frozenset(
    f"scipy.sparse.{layout}_{kind}" for layout in ("bsr", "coo", "csc", "csr") for kind in ("array", "matrix")
)

# Hand out the results of a function in the order of what they are given after it.
MAPPING_METHODS = frozenset(
    {"map", "imap", "starmap", "istarmap", "map_async", "starmap_async", "process_map", "thread_map"}
)

# Write the keys of a mapping as they come, unless they are told to sort them.
# Make columns or rows of the keys of a dict.
TABLE_MAKERS = frozenset(
    {"pandas.DataFrame", "pandas.DataFrame.from_dict", "pandas.Series", "pandas.concat", "polars.DataFrame"}
)
KEY_WRITERS = frozenset({"json.dump", "json.dumps", "simplejson.dump", "simplejson.dumps"})

# Methods by which tables are written as they are, row by row.
TABLE_WRITERS = frozenset(
    {"to_csv", "to_excel", "to_feather", "to_hdf", "to_parquet", "to_pickle", "to_sql", "write_csv"}
    | {"write_parquet"}
)

# Put what they are given one behind the other.
GROWING = frozenset(
    [f"numpy.{name}" for name in ("append", "concatenate", "vstack", "hstack", "row_stack", "column_stack")]
    + ["pandas.concat", "polars.concat", "torch.cat", "torch.concat", "torch.vstack", "torch.hstack"]
)

# Only shows the items to a person.
SHOWN = _builtins("print repr str format ascii input") | {
    *("pprint.pprint", "warnings.warn", "logging.info"),
    *("tqdm.tqdm.write", "tqdm.auto.tqdm.write", "tqdm.notebook.tqdm.write"),
}

# Pages and widgets: a person looks at the items, or chooses one of them.
SHOWING_LIBRARIES = (
    *("gradio.", "streamlit.", "ipywidgets.", "dash.", "tkinter.", "PyQt5.", "PySide6."),
    *("tensorflow.summary.", "tensorflow.compat.v1.summary."),  # told apart by their names
)

# Hands the items on in the order in which they come.
CARRIERS = _builtins("list tuple iter map filter reversed") | {
    "itertools.chain",
    "itertools.chain.from_iterable",
    "itertools.filterfalse",
    "fnmatch.filter",
    "itertools.starmap",
    "itertools.permutations",
    "itertools.combinations",
    "itertools.product",
    "tqdm.tqdm",
    "tqdm.auto.tqdm",
    "tqdm.notebook.tqdm",
    "rich.progress.track",
    "alive_progress.alive_it",
    "asyncio.gather",
    "numpy.append",
}

# By their last name alone: nothing else is called so.
PROGRESS_BARS = frozenset({"tqdm", "tqdm_notebook", "auto_tqdm", "track", "progress_bar", "progressbar"})

# Makes a mapping whose keys stand in the order in which they come.
DICT_MAKERS = frozenset({"builtins.dict.fromkeys", "collections.OrderedDict.fromkeys"})
DICT_CARRIERS = DICT_MAKERS | {"builtins.dict", "collections.OrderedDict"}

# Dicts that get a key by being asked for a value that is then changed: `counts[key] += 1`.
ADDING_DICTS = frozenset({"collections.Counter", "collections.defaultdict"})
DICT_CLASSES = ADDING_DICTS | {"builtins.dict", "collections.OrderedDict"}

# The order becomes part of the result: callable -> what it does, as in "the order of this set ...".
ORDER_BOUND: dict[str, str] = {
    "builtins.enumerate": "gives each item a number",
    "builtins.zip": "decides which items are paired",
    "builtins.next": "decides which item is taken",
    "itertools.islice": "decides which items are taken",
    "itertools.zip_longest": "decides which items are paired",
    "itertools.accumulate": "decides in which order items are accumulated",
    "itertools.groupby": "decides which items are neighbours in a group",
    "functools.reduce": "decides in which order items are accumulated",
    "collections.deque": "decides the order of a queue",
    "numpy.fromiter": "decides the order of an array",
    "random.sample": "decides which items are sampled",
    "random.choice": "decides which item is chosen",
    "random.choices": "decides which items are chosen",
    "random.shuffle": "decides what a shuffle gives",
}

PAIRING = frozenset({"builtins.zip", "itertools.zip_longest"})

# Methods and functions that do something to a file, and give nothing.
FILE_ACTIONS = frozenset({"mkdir", "makedirs", "unlink", "rmdir", "rmtree", "remove", "touch", "chmod"})

# Methods that go through what they are given.
TAKING_METHODS = frozenset(
    {"join", "extend", "extendleft", "writelines", "writerows"}
    | {"add_edges_from", "add_nodes_from", "add_weighted_edges_from"}
)

# Methods through which a loop's order gets into a list or a file.
ORDER_KEEPING_METHODS: dict[str, str] = {
    "append": "a list",
    "appendleft": "a queue",
    "extend": "a list",
    "insert": "a list",
    "add_edge": "a graph",
    "add_edges_from": "a graph",
    "add_nodes_from": "a graph",
    "add_weighted_edges_from": "a graph",
    "add_node": "a graph",
    "write": "a file",
    "writelines": "a file",
    "writerow": "a file",
    "writerows": "a file",
    "writestr": "an archive",
    "put": "a queue",
    "put_nowait": "a queue",
    "executemany": "a table",
}

LISTINGS: dict[str, str] = {
    "os.listdir": "os.listdir",
    "os.scandir": "os.scandir",
    "os.walk": "os.walk",
    "os.fwalk": "os.fwalk",
    "glob.glob": "glob.glob",
    "glob.iglob": "glob.iglob",
}
WALKS = frozenset({"os.walk", "os.fwalk"})

# Methods that list a directory when the receiver is a path.
LISTING_METHODS = frozenset({"iterdir", "glob", "rglob"})
PATH_CLASSES = frozenset(
    {"pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath"} | {"pathlib.Path.cwd", "pathlib.Path.home"}
)
