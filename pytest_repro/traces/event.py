"""What a trace is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from pytest_repro.model import Json

EventKind = Literal["call", "line", "return", "operation", "gradient", "step", "stream"]


class Key(NamedTuple):
    """What two events that correspond agree in: kind, place and what was done, with shapes; no values."""

    kind: EventKind
    file: str
    line: int
    function: str
    what: str
    """Of an operation its name, of a gradient the parameter's, of a stream the source's."""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    key: Key
    thread: int
    """Threads are numbered as they are started; events of one thread are in order."""
    frame: int
    """Number of the call of a function of the user's within which it happened; 0 outside of any."""
    inputs: bytes
    """xxh3-128 of dtype, shape and bytes of everything that went in; empty where it is not known.

    Of an optimizer's step its number.
    """
    outputs: bytes
    detail: Json
    """Digests by name: of a call, its arguments; of a line, the variables that it changed."""
    turn: int = 0
    """How often one thread had taken over from another by then: where it grew between two events of one call,
    others may have changed what they share with it."""

    @property
    def step(self) -> int:
        """The how-manieth step of an optimizer this is."""
        return int.from_bytes(self.inputs, "big")
