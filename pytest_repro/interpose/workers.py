"""Libraries whose own workers race, told to use one."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.imports import ImportHooks
    from pytest_repro.interpose.patches import Patches

RACING = (
    ("gensim.models.word2vec", "Word2Vec", "__init__", "workers"),  # FastText and Doc2Vec come to it as well
    ("optuna.study.study", "Study", "optimize", "n_jobs"),
)
"""Module, class, method, and the argument that says how many."""


def hold_workers(imports: ImportHooks, patches: Patches) -> None:
    """Let every call have one worker, however many it asks for."""
    for module, owner, method, argument in RACING:

        def hold(loaded: Any, owner: str = owner, method: str = method, argument: str = argument) -> None:
            cls = getattr(loaded, owner, None)
            if isinstance(cls, type) and hasattr(cls, method):
                patches.set(cls, method, _with_one(getattr(cls, method), argument))

        imports.when_imported(module, hold)


def _with_one(real: Callable[..., Any], argument: str) -> Callable[..., Any]:
    signature = inspect.signature(real)

    @functools.wraps(real)
    def call(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        if argument in signature.parameters:
            bound.arguments[argument] = 1
        return real(*bound.args, **bound.kwargs)

    return call
