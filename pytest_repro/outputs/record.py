"""Turns nodes into leaves: one pass over the bytes digests and stores them."""

from __future__ import annotations

import xxhash

from pytest_repro.outputs.leaf import Leaf, LeafKind, digest_of
from pytest_repro.outputs.node import Array, Branch, Bytes, Scalar, Strings, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_repro.outputs.node import Piece
    from pytest_repro.outputs.store import ValueWriter

STEP = 1 << 20
"""Bytes digested and stored at a time, so that the second reading finds them in the cache."""
INLINE_BYTES = 64
INLINE_TEXT = 200


class Recorder:
    """Collects the leaves of one walk."""

    def __init__(self, writer: ValueWriter) -> None:
        self.writer = writer
        self.leaves: list[Leaf] = []
        self.comparable = 0
        """How many leaves hold something that could differ: neither None nor empty."""
        self._paths: set[str] = set()
        self._memory: dict[int, tuple[str, object]] = {}

    def branch(self, path: str, depth: int, node: Branch) -> str:
        """Record a container; returns the path that its children go by."""
        path = self._unique(path)
        digest = digest_of(node.order) if node.order else ""
        self.leaves.append(Leaf(path, depth, "branch", node.type, digest, shape=node.shape))
        return path

    def reference(self, path: str, depth: int, target: str) -> None:
        """Record that a container holds one of those that it stands in."""
        self.leaves.append(
            Leaf(self._unique(path), depth, "reference", "reference", digest_of((target,)), inline=target)
        )

    def leaf(self, path: str, depth: int, node: Scalar | Text | Array | Strings | Bytes) -> None:
        path = self._unique(path)
        if isinstance(node, Scalar):
            self._scalar(path, depth, node)
        elif isinstance(node, Text):
            self._text(path, depth, node)
        elif isinstance(node, Bytes):
            self._bytes(path, depth, node)
        else:
            self._array(path, depth, node)

    def _scalar(self, path: str, depth: int, node: Scalar) -> None:
        if node.dtype != "None":
            self.comparable += 1
        digest = digest_of((node.dtype, node.text))
        self.leaves.append(Leaf(path, depth, "scalar", node.type, digest, node.dtype, inline=node.text))

    def _text(self, path: str, depth: int, node: Text) -> None:
        self.comparable += 1
        raw = node.text.encode("utf-8", "surrogatepass")
        small = len(node.text) <= INLINE_TEXT
        digest, size, _, offset = self._stream((raw,), keep=not small, inline=False)
        inline = node.text if small else None
        self.leaves.append(Leaf(path, depth, "text", node.type, digest, "str", None, inline, offset, size))

    def _bytes(self, path: str, depth: int, node: Bytes) -> None:
        self.comparable += 1
        digest, size, inline, offset = self._stream(node.pieces, keep=node.keep)
        self.leaves.append(Leaf(path, depth, "bytes", node.type, digest, "bytes", None, inline, offset, size))

    def _array(self, path: str, depth: int, node: Array | Strings) -> None:
        digest, size, inline, offset = self._stream(node.pieces)
        self.comparable += 0 not in node.shape
        kind: LeafKind = "strings" if isinstance(node, Strings) else "array"
        shares = None
        if isinstance(node, Array) and node.memory is not None and size:
            address, owner = node.memory
            first = self._memory.setdefault(address, (path, owner))[0]
            shares = first if first != path else None
        self.leaves.append(
            Leaf(path, depth, kind, node.type, digest, node.dtype, node.shape, inline, offset, size, shares)
        )

    def _stream(
        self, pieces: Iterable[Piece], *, keep: bool = True, inline: bool = True
    ) -> tuple[str, int, str | None, int | None]:
        """Digest, size, hexadecimal bytes if they are few, else the offset at which they were stored."""
        hasher = xxhash.xxh3_128()
        head, size, offset = b"", 0, None
        for piece in pieces:
            view = memoryview(piece)
            view = view.cast("B") if view.nbytes else memoryview(b"")
            for start in range(0, len(view), STEP):
                part = view[start : start + STEP]
                hasher.update(part)
                size += len(part)
                if inline and size <= INLINE_BYTES:
                    head += bytes(part)
                elif keep:
                    offset = self.writer.position if offset is None else offset
                    self.writer.write(head)
                    self.writer.write(part)
                    head, inline = b"", False
                else:
                    head, inline = b"", False
        if not self.writer.open:
            offset = None
        return hasher.hexdigest(), size, head.hex() if inline else None, offset

    def _unique(self, path: str) -> str:
        """Two keys may print alike (two NaNs): the later one is numbered."""
        if path in self._paths:
            number = 2
            while f"{path}#{number}" in self._paths:
                number += 1
            path = f"{path}#{number}"
        self._paths.add(path)
        return path
