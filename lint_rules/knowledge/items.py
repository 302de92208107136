"""Which calls, methods and attributes give text, numbers, or collections of them."""

from __future__ import annotations


def _names(prefix: str, names: str) -> frozenset[str]:
    return frozenset(f"{prefix}.{name}" for name in names.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEXT_CALLS = (
    _names("builtins", "str repr format input chr hex bin oct bytes ascii")
    | _names("os.path", "join basename dirname splitext abspath realpath relpath normpath expanduser")
    | _names("pathlib", "Path PurePath PosixPath")
    | _names("re", "sub escape")
    | _names("os", "getenv fspath getcwd")
    | _names("json", "dumps")
    | frozenset({"builtins.type", "unicodedata.normalize", "inspect.getsource"})
)
NUMBER_CALLS = (
    _names("builtins", "int float len ord round abs bool pow divmod complex")
    | _names("numpy", "argmax argmin int32 int64 float32 float64 prod sum mean median")
    | _names("math", "floor ceil sqrt log")
    | _names("random", "randint randrange random uniform")
    | _names("time", "time perf_counter")
)
# Methods of text, which hardly anything else has.
TEXT_METHODS = _words(
    "lower upper strip lstrip rstrip title casefold capitalize swapcase join encode decode zfill ljust rjust"
    " expandtabs hexdigest isoformat strftime as_posix get_text getvalue removeprefix removesuffix group"
    " splitlines swapcase startswith endswith isdigit isalpha isalnum isupper islower istitle isspace"
    " translate partition rpartition"
)
# Those of them that give text.
TEXT_GIVING = TEXT_METHODS - _words(
    "splitlines startswith endswith isdigit isalpha isalnum isupper islower istitle isspace partition"
    " rpartition"
) | {"format", "replace", "readline"}
NUMBER_METHODS = _words("item index find rfind count argmax argmin nunique bit_length sum mean")
NUMBER_ATTRIBUTES = _words("index idx ix start end lineno col_offset ndim")
TEXT_ATTRIBUTES = _words(
    "name text path stem suffix lemma_ pos_ tag_ dep_ ent_type_ label_ orth_ lower_ text_ full_name filename"
    " fullname qualname __name__ __qualname__ smiles title url symbol lemma docid doc_id gene"
)

# Calls whose items are text.
TEXT_COLLECTIONS = (
    _names("os", "listdir scandir walk")
    | _names("glob", "glob iglob")
    | _names("re", "findall split")
    | _names("json", "load loads")
    | _names("shlex", "split")
    | _names("builtins", "dir vars globals locals open")
    | _names("gzip", "open")
    | _names("codecs", "open")
    | _names("csv", "reader")
    | _names("difflib", "get_close_matches")
    | frozenset({"string.punctuation", "nltk.corpus.stopwords.words", "nltk.word_tokenize"})
)
TEXT_COLLECTING = _words(
    "split rsplit splitlines readlines findall iterdir rglob glob listdir lemma_names get_feature_names_out"
    " get_feature_names tokenize word_tokenize partition rpartition sent_tokenize namelist infolist"
    " named_parameters named_modules state_dict getnames xpath"
)
NUMBER_COLLECTIONS = _names("builtins", "range") | _names(
    "numpy",
    "arange argsort flatnonzero nonzero argwhere digitize bincount searchsorted linspace random.randint",
)
# Those that draw from their first argument, or from as many numbers as it says.
DRAWING = _names("numpy.random", "choice permutation")
NUMBER_COLLECTING = _words("argsort nonzero fit_predict predict argmax argwhere labels_ permutation")
# Methods of graphs: their nodes are what the caller makes of them, and mostly numbered.
NODE_COLLECTING = _words("nodes edges neighbors predecessors successors in_edges out_edges")

# Tuples of the items of their first argument.
CHOOSING = _names("itertools", "permutations combinations combinations_with_replacement")
# Calls that hand on the items of their first argument, or of all.
KEEPING = _names("builtins", "list set tuple sorted frozenset reversed iter dict min max next") | frozenset(
    {
        "builtins.dict.fromkeys", "collections.Counter", "collections.OrderedDict", "collections.deque",
        "collections.OrderedDict.fromkeys", "itertools.chain", "itertools.islice", "itertools.cycle",
        "numpy.array", "numpy.asarray", "numpy.unique", "numpy.concatenate", "numpy.append", "numpy.union1d",
        "numpy.sort", "numpy.intersect1d", "numpy.setdiff1d", "numpy.hstack", "pandas.unique", "copy.copy",
        "copy.deepcopy", "tqdm.tqdm", "tqdm.auto.tqdm", "pandas.Series", "pandas.Index", "random.sample",
        "torch.unique", "torch.tensor", "torch.cat",
    }
)  # fmt: skip
# The same for what stands before the dot, and for the arguments.
KEEPING_METHODS = _words(
    "copy union intersection difference symmetric_difference tolist to_list flatten ravel numpy cpu detach"
    " unique to_numpy keys most_common elements dropna fillna head tail drop_duplicates to_pylist"
    " sort_values reshape squeeze view"
)
# Methods that put items in; the last argument is the item, or holds the items.
ADDING = frozenset({"add", "append", "appendleft", "discard", "insert", "remove"})
EXTENDING = frozenset({"update", "extend", "union", "extendleft"})
ITEM_TYPES = {
    "builtins.str": True, "builtins.bytes": True, "pathlib.Path": True, "builtins.int": False,
    "builtins.float": False, "numpy.int64": False, "builtins.bool": False, "typing.Hashable": None,
    "os.PathLike": True, "numpy.int32": False, "numpy.integer": False,
    # These hash as the number that they are, or are made of.
    "uuid.UUID": False, "decimal.Decimal": False, "fractions.Fraction": False,
}  # fmt: skip
# Arrays of numbers, by their annotation.
NUMBER_ARRAYS = frozenset({"torch.Tensor", "torch.LongTensor", "numpy.ndarray", "numpy.typing.NDArray"})
