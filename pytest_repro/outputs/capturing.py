"""From a live value to :class:`Outputs` on disk."""

from __future__ import annotations

import contextlib
import dataclasses
import warnings
from typing import TYPE_CHECKING

from pytest_repro.errors import UnsupportedOutputError
from pytest_repro.outputs.leaf import Outputs
from pytest_repro.outputs.record import Recorder
from pytest_repro.outputs.store import LEAVES, ValueWriter, save
from pytest_repro.outputs.walk import Walker

if TYPE_CHECKING:
    from pathlib import Path


NOTHING = (
    "returns nothing that can be compared; "
    "return the trained model, its metrics, or a dict of arrays, numbers and strings"
)


def capture(value: object, directory: Path, *, root_name: str) -> Outputs:
    """Digest and store everything that a value holds, as it is now.

    The value is not changed, no random stream is drawn on, and nothing of it is kept. Where the disk is
    full the digests are still complete: ``stored`` is False then and ``reason`` says why.

    Args:
        directory: made if need be; receives ``leaves.json`` and ``values.bin``, replacing older ones.
        root_name: what paths start with, usually the fixture's name.

    Raises:
        UnsupportedOutputError: the value holds nothing that can be compared, or something that cannot be.
    """
    writer = ValueWriter(directory)
    recorder = Recorder(writer)
    try:
        with warnings.catch_warnings():  # What is read may be deprecated; that is not the user's doing.
            warnings.simplefilter("ignore")
            Walker(recorder).walk(value, root_name)
    finally:
        writer.close()
    if not recorder.comparable:
        raise UnsupportedOutputError(f"{root_name}: {NOTHING}")
    return _saved(Outputs(root_name, tuple(recorder.leaves), directory, not writer.reason, writer.reason))


def _saved(outputs: Outputs) -> Outputs:
    try:
        save(outputs)
    except OSError as error:
        with contextlib.suppress(OSError):
            (outputs.directory / f"{LEAVES}.partial").unlink(missing_ok=True)
        reason = f"{outputs.directory / LEAVES} could not be written: {error.strerror or error}"
        return dataclasses.replace(outputs, stored=False, reason=outputs.reason or reason)
    return outputs
