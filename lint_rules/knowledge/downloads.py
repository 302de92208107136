"""Who downloads, in which parameter the address stands, and which parameter would check what came."""

from __future__ import annotations

import re
from typing import NamedTuple


class Download(NamedTuple):
    """A callable that fetches from an address."""

    parameter: str
    position: int
    # Parameters of which one that is given (and not None) checks the content.
    checks: tuple[str, ...] = ()
    # Position of the first of them, where it may be given without its name.
    check_position: int | None = None
    # Whether it makes a file or a table, so that an address which cannot be seen is a download all the same.
    keeps: bool = True


_RETRIEVE = Download("url", 0)
_READ = Download("filepath_or_buffer", 0, keeps=False)
_READ_PATH = Download("path", 0, keeps=False)
_SOURCE = Download("source", 0, keeps=False)
_GET = Download("url", 0, keeps=False)

DOWNLOADS = {
    "urllib.request.urlretrieve": _RETRIEVE,
    "six.moves.urllib.request.urlretrieve": _RETRIEVE,
    "urllib.urlretrieve": _RETRIEVE,
    "wget.download": _RETRIEVE,
    "gdown.download": Download("url", 0, ("hash",)),
    "gdown.cached_download": Download("url", 0, ("hash", "md5")),
    "torch.hub.download_url_to_file": Download("url", 0, ("hash_prefix",), 2),
    "torch.hub.load_state_dict_from_url": Download("url", 0, ("check_hash",), 4),
    "torch.utils.model_zoo.load_url": Download("url", 0, ("check_hash",), 4),
    "torchvision.datasets.utils.download_url": Download("url", 0, ("md5",), 3),
    "torchvision.datasets.utils.download_and_extract_archive": Download("url", 0, ("md5",), 4),
    "torchvision.datasets.utils.download_file_from_google_drive": Download("file_id", 0, ("md5",), 3),
    "torchvision.datasets.utils.load_state_dict_from_url": Download("url", 0, ("check_hash",), 4),
    "torch_geometric.data.download_url": _RETRIEVE,
    "pooch.retrieve": Download("url", 0, ("known_hash",), 1),
    "tensorflow.keras.utils.get_file": Download("origin", 1, ("file_hash", "md5_hash")),
    "keras.utils.get_file": Download("origin", 1, ("file_hash", "md5_hash")),
    "tensorflow.python.keras.utils.data_utils.get_file": Download("origin", 1, ("file_hash", "md5_hash")),
    "monai.apps.download_url": Download("url", 0, ("hash_val",), 2),
    "monai.apps.download_and_extract": Download("url", 0, ("hash_val",), 3),
    **{f"pandas.read_{kind}": _READ for kind in ("csv", "table", "fwf", "pickle", "stata", "sas")},
    "pandas.read_json": Download("path_or_buf", 0, keeps=False),
    "pandas.read_excel": Download("io", 0, keeps=False),
    **{f"pandas.read_{kind}": _READ_PATH for kind in ("parquet", "feather", "orc")},
    **{f"polars.read_{kind}": _SOURCE for kind in ("csv", "parquet", "ipc", "json", "ndjson", "excel")},
    **{f"polars.scan_{kind}": _SOURCE for kind in ("csv", "parquet", "ipc", "ndjson")},
    "dask.dataframe.read_csv": Download("urlpath", 0, keeps=False),
    "geopandas.read_file": Download("filename", 0, keeps=False),
    "numpy.loadtxt": Download("fname", 0, keeps=False),
    "numpy.genfromtxt": Download("fname", 0, keeps=False),
}

# Answers to requests: a download only where what came is kept, or the address names a file of data.
REQUESTS = {
    "requests.get": _GET,
    "requests.Session.get": _GET,
    "httpx.get": _GET,
    "httpx.stream": Download("url", 1, keeps=False),
    "urllib.request.urlopen": _GET,
    "six.moves.urllib.request.urlopen": _GET,
    "urllib2.urlopen": _GET,
}

WEB = re.compile(r"(https?|ftp)://", re.IGNORECASE)
# This machine, or a name that only the network around it knows (`http://metadata/…`).
_HERE = re.compile(
    r"(https?|ftp)://(127\.0\.0\.1|0\.0\.0\.0|\[::1\]|[\w-]+(?=[:/?#]|$)|[\w.-]+\.(?:internal|local|svc)\b)",
    re.IGNORECASE,
)
_BY_CONTENT = re.compile(r"(?<![0-9a-f])([0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-f])|[-_][0-9a-f]{8,64}\.\w+$")
_DATA_FILE = re.compile(
    r"\.(csv|tsv|jsonl?|txt|data|parquet|feather|arrow|npy|npz|pkl|pickle|h5|hdf5|mat|zip|gz|tgz|bz2|xz|tar|7z"
    r"|pth?|ckpt|safetensors|onnx|pb|tflite|bin|model|vocab|xlsx?|nc|idx|arff|names)([?#].*)?$",
    re.IGNORECASE,
)


def is_remote(address: str) -> bool:
    """Whether an address leads to another machine, at content that may change under it."""
    return bool(WEB.match(address)) and not _HERE.match(address) and not _BY_CONTENT.search(address)


def names_data(address: str) -> bool:
    """Whether an address ends like a file of data, an archive or weights."""
    return bool(_DATA_FILE.search(address))
