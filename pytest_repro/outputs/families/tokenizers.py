"""Tokenizers of Hugging Face: vocabulary, merges and every step, by the names of their JSON format."""

from __future__ import annotations

import json
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def expand(value: Any) -> Node:
    return Branch(type_name(type(value)), _parts(value))


def _parts(value: Any) -> Iterator[tuple[str, object]]:
    if hasattr(value, "special_tokens_map"):  # of transformers
        yield ".special_tokens", value.special_tokens_map
    whole = getattr(value, "backend_tokenizer", value)
    if not hasattr(whole, "to_str"):
        yield ".vocabulary", value.get_vocab()
        return
    for name, part in json.loads(whole.to_str()).items():
        yield f".{name}", part


FAMILY = Family(
    types=("tokenizers.Tokenizer", "transformers.tokenization_utils_base.PreTrainedTokenizerBase"),
    expand=expand,
)
