"""The two files of a capture: ``leaves.json``, and ``values.bin`` with the raw bytes of everything large."""

from __future__ import annotations

import json
import mmap
from typing import Any

from pytest_repro.outputs.leaf import Leaf, Outputs, StoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

FORMAT = 1
"""Of ``leaves.json``; raised whenever an older reader would misread it."""
LEAVES = "leaves.json"
VALUES = "values.bin"


class ValueWriter:
    """Appends bytes to ``values.bin`` until that fails; then gives its room back and remembers why."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / VALUES
        self.position = 0
        self.reason = ""
        self._file: BinaryIO | None = None
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("wb", buffering=1 << 16)
        except OSError as error:
            self._give_up(error)

    @property
    def open(self) -> bool:
        """Whether what is written is kept."""
        return self._file is not None

    def write(self, piece: bytes | memoryview) -> None:
        if self._file is None or not len(piece):
            return
        try:
            self._file.write(piece)
            self.position += memoryview(piece).nbytes
        except OSError as error:
            self._give_up(error)

    def close(self) -> None:
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                self._give_up(error)
        self._file = None

    def _give_up(self, error: OSError) -> None:
        self.reason = f"values could not be written to {self.path}: {error.strerror or error}"
        file, self._file = self._file, None
        try:
            if file is not None:
                file.raw.close()  # type: ignore[attr-defined]  # Not file.close(), which writes its buffer.
            self.path.unlink(missing_ok=True)
        except OSError:
            pass


def save(outputs: Outputs) -> None:
    """Write ``leaves.json``, whole or not at all."""
    data = {
        "format": FORMAT,
        "root_name": outputs.root_name,
        "stored": outputs.stored,
        "reason": outputs.reason,
        "leaves": [leaf.to_row() for leaf in outputs.leaves],
    }
    partial = outputs.directory / f"{LEAVES}.partial"
    partial.write_text(json.dumps(data, separators=(",", ":")), encoding="ascii")
    partial.replace(outputs.directory / LEAVES)


def load(directory: Path) -> Outputs:
    """Read back what :func:`capture` wrote to a directory, in any process.

    Raises:
        StoreError: there is nothing, or it is damaged or of another format.
    """
    path = directory / LEAVES
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
        if data["format"] != FORMAT:
            raise StoreError(f"{path}: format {data['format']!r} is not {FORMAT}; run the check again")
        leaves = tuple(Leaf.from_row(row) for row in data["leaves"])
        return Outputs(data["root_name"], leaves, directory, data["stored"], data["reason"])
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; run the check again") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}: damaged ({type(error).__name__}: {error}); run the check again") from error


class ValueReader:
    """The bytes of leaves, mapped into memory and never copied."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._map: memoryview | None = None

    def read(self, leaf: Leaf) -> memoryview | None:
        """The bytes of a leaf; None if they were not stored, or are gone."""
        if leaf.inline is not None:
            raw = leaf.inline.encode("utf-8", "surrogatepass")
            return memoryview(raw if leaf.kind in ("text", "scalar") else bytes.fromhex(leaf.inline))
        if not leaf.size:
            return memoryview(b"")
        if leaf.offset is None or not self._outputs.stored:
            return None
        whole = self._mapped()
        end = leaf.offset + leaf.size
        return whole[leaf.offset : end] if len(whole) >= end else None

    def _mapped(self) -> memoryview:
        if self._map is None:
            try:
                with (self._outputs.directory / VALUES).open("rb") as file:
                    self._map = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            except (OSError, ValueError):
                self._map = memoryview(b"")
        return self._map
