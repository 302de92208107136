"""Who loads by repository id from a hub, where the id stands, and what is no repository at all."""

from __future__ import annotations

import re
from typing import NamedTuple


class Loader(NamedTuple):
    """Where a callable takes the id of a repository."""

    parameter: str
    position: int


# Packages whose classes load from the Hugging Face hub in a method `from_pretrained`.
FROM_PRETRAINED = frozenset({"transformers", "diffusers", "sentence_transformers", "huggingface_hub"})
FROM_PRETRAINED_LOADER = Loader("pretrained_model_name_or_path", 0)

# Package -> name of the callable in it, wherever it lies -> where its id stands.
LOADERS = {
    "transformers": {"pipeline": Loader("model", 1)},
    "datasets": {
        "load_dataset": Loader("path", 0),
        "load_dataset_builder": Loader("path", 0),
    },
    "huggingface_hub": {
        "hf_hub_download": Loader("repo_id", 0),
        "snapshot_download": Loader("repo_id", 0),
    },
    "evaluate": {"load": Loader("path", 0)},
    "timm": {"create_model": Loader("model_name", 0)},
    "sentence_transformers": {
        "SentenceTransformer": Loader("model_name_or_path", 0),
        "CrossEncoder": Loader("model_name", 0),
        "SparseEncoder": Loader("model_name_or_path", 0),
    },
}

# What `load_dataset` reads from files that it is given.
PACKAGED_BUILDERS = frozenset(
    {"arrow", "audiofolder", "csv", "generator", "imagefolder", "json", "pandas", "parquet", "pdffolder"}
    | {"spark", "sql", "text", "videofolder", "webdataset", "xml", "hdf5", "lance"}
)

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_VERSION = re.compile(r"v?\d+(\.\w+)+([-+._]\w+)*")
_LOCAL = re.compile(
    r"[./~\\]|[A-Za-z]:[\\/]|\$|(\w*(checkpoint|ckpt|output|result|export|saved|cache|tmp|temp|artifact)s?\w*"
    r"|data|datasets?|models?|weights|assets|logs?|runs|experiments?)/",
    re.IGNORECASE,
)
_MADE_UP = re.compile(r"<|(path|your|my|user|username)([-_/]|$)", re.IGNORECASE)
_FILE = re.compile(r"\.(json|jsonl|csv|tsv|txt|py|bin|pt|pth|ckpt|safetensors|onnx|gguf|zip|parquet|arrow)$")


def is_fixed_ref(ref: str) -> bool:
    """Whether a name stands for one commit: its hash, or a version tag, which nobody moves on purpose."""
    return bool(_COMMIT.fullmatch(ref) or _VERSION.fullmatch(ref))


def is_repository(text: str) -> bool:
    """Whether a text reads as `name` or `owner/name`, not as a path and not as a made-up example."""
    if not text or text.count("/") > 1 or any(character in text for character in " \t\n\\{}"):
        return False
    return not (_LOCAL.match(text) or _MADE_UP.match(text) or _FILE.search(text) or text.endswith("/"))
