"""Who reads data from a file, and in which parameter its path stands."""

from __future__ import annotations

import re
from typing import NamedTuple


class Reads(NamedTuple):
    parameter: str
    position: int


_PANDAS = {
    "csv": "filepath_or_buffer", "table": "filepath_or_buffer", "fwf": "filepath_or_buffer",
    "json": "path_or_buf", "excel": "io", "parquet": "path", "feather": "path", "orc": "path",
    "hdf": "path_or_buf", "pickle": "filepath_or_buffer", "stata": "filepath_or_buffer",
    "sas": "filepath_or_buffer", "spss": "path",
}  # fmt: skip
_POLARS = ("csv", "parquet", "ipc", "json", "ndjson", "excel", "avro")

READERS = {
    **{f"pandas.read_{kind}": Reads(parameter, 0) for kind, parameter in _PANDAS.items()},
    **{f"polars.read_{kind}": Reads("source", 0) for kind in _POLARS},
    **{f"polars.scan_{kind}": Reads("source", 0) for kind in ("csv", "parquet", "ipc", "ndjson")},
    "dask.dataframe.read_csv": Reads("urlpath", 0),
    "dask.dataframe.read_parquet": Reads("path", 0),
    "numpy.load": Reads("file", 0),
    "numpy.loadtxt": Reads("fname", 0),
    "numpy.genfromtxt": Reads("fname", 0),
    "numpy.fromfile": Reads("file", 0),
    "numpy.memmap": Reads("filename", 0),
    "scipy.io.loadmat": Reads("file_name", 0),
    "h5py.File": Reads("name", 0),
    "pyarrow.parquet.read_table": Reads("source", 0),
    "pyarrow.csv.read_csv": Reads("input_file", 0),
    "datasets.load_from_disk": Reads("dataset_path", 0),
    "torchvision.datasets.ImageFolder": Reads("root", 0),
    "torchvision.datasets.DatasetFolder": Reads("root", 0),
    "keras.utils.image_dataset_from_directory": Reads("directory", 0),
    "tensorflow.keras.utils.image_dataset_from_directory": Reads("directory", 0),
    "geopandas.read_file": Reads("filename", 0),
    "builtins.open": Reads("file", 0),
    "gzip.open": Reads("filename", 0),
}

# What is opened plainly is data only where its name says so.
PLAIN = frozenset({"builtins.open", "gzip.open", "h5py.File", "numpy.memmap"})
DATA_SUFFIX = re.compile(
    r"\.(csv|tsv|jsonl|ndjson|parquet|feather|arrow|npy|npz|pkl|pickle|h5|hdf5|mat|data|arff)(\.gz|\.bz2|\.xz)?$",
    re.IGNORECASE,
)
FOLDERS = frozenset(name for name in READERS if name.endswith(("Folder", "from_directory", "from_disk")))
