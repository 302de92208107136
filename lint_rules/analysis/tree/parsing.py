"""libcst's parser, without the check that every node makes of itself when it comes to be.

The check is for nodes that people put together; what was parsed is right. It takes a fifth of the parse, and
refuses `assert(a if b else c)`, which Python takes. Nodes that fixes make are checked as ever.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALONE = threading.Lock()  # the class is that of the whole process


def parse_module(text: str) -> cst.Module:
    """Raises `libcst.ParserSyntaxError`."""
    with _unchecked():
        return cst.parse_module(text)


@contextmanager
def _unchecked() -> Iterator[None]:
    with _ALONE:
        check = cst.CSTNode.__post_init__
        cst.CSTNode.__post_init__ = _accept  # type: ignore[method-assign, assignment]
        try:
            yield
        finally:
            cst.CSTNode.__post_init__ = check  # type: ignore[method-assign]


def _accept(node: cst.CSTNode) -> None:
    pass
