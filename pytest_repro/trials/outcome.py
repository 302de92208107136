"""What a target gave in a trial: written by the process that ran it, read by the one that judges."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_repro.errors import ReproError
from pytest_repro.interpose.sites import Place
from pytest_repro.outputs import Outputs, capture, load
from pytest_repro.trials.spec import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_repro.model import Json

Status = Literal["returned", "raised", "skipped", "unsupported", "missing", "absent", "blocked"]
OUTCOME_FILE = "outcome.json"


@dataclass(frozen=True)
class Outcome:
    """``returned`` with outputs; or ``raised``, ``skipped``, ``unsupported`` (cannot be compared),
    ``missing`` (the item was not collected), ``absent`` (the item ran but the fixture was not set up) or
    ``blocked`` (setting the item up failed before it came to the fixture).
    """

    status: Status
    message: str
    seconds: float
    names: tuple[str, ...]
    """Of what was captured, in order: the fixture's name, or those given to ``repro_record``."""
    directory: Path
    place: Place | None = None
    """The user's line that raised or skipped."""

    def outputs(self) -> tuple[Outputs, ...]:
        return tuple(load(self.directory / str(index)) for index in range(len(self.names)))


class OutcomeWriter:
    """Captures into ``directory`` and, last of all, writes the outcome file that makes it visible."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.names: list[str] = []
        self.done = False
        self._error: str | None = None

    def capture(self, name: str, value: object) -> None:
        part = self.directory / str(len(self.names))
        part.mkdir(parents=True, exist_ok=True)
        try:
            capture(value, part, root_name=name)
        except ReproError as error:
            self._error = self._error or str(error)
        except Exception as error:
            # A value whose own code fails while it is read: the user's object, not our crash.
            self._error = self._error or f"{name}: reading the value raised {describe(error)}"
        else:
            self.names.append(name)

    def finish(
        self, status: Status, message: str = "", seconds: float = 0.0, place: Place | None = None
    ) -> None:
        if self.done:
            return
        self.done = True
        if status == "returned" and self._error is not None:
            status, message = "unsupported", self._error
        self.directory.mkdir(parents=True, exist_ok=True)
        data: Json = {
            "status": status,
            "message": message,
            "seconds": seconds,
            "names": self.names,
            "place": place,
        }
        write_whole(self.directory / OUTCOME_FILE, data)


def read_outcome(directory: Path) -> Outcome | None:
    """The outcome written in ``directory``; None as long as there is none."""
    try:
        data = json.loads((directory / OUTCOME_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    place = Place(*data["place"]) if data["place"] else None
    return Outcome(data["status"], data["message"], data["seconds"], tuple(data["names"]), directory, place)


def describe(error: BaseException) -> str:
    """Type and message on one line, as it is compared between trials."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:500]}" if text else type(error).__name__
