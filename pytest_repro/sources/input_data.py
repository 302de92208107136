"""The bytes of files that are read, above all of those that the run itself, or an earlier one, rewrites."""

from __future__ import annotations

import math
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_repro.counting import counted
from pytest_repro.interpose.births import born
from pytest_repro.interpose.databases import connect_instead
from pytest_repro.interpose.overlay import LARGEST, Overlay, digest, file_key
from pytest_repro.interpose.shared import PERTURBED, PRIVATE, Shared, changed, note, values
from pytest_repro.interpose.sites import Place
from pytest_repro.interpose.tap import Tap
from pytest_repro.model import Axis
from pytest_repro.source import Ambient, Source, Stage

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

ORIGINALS = "originals"
"""The folder of a session with what its files held before the session rewrote them."""
CREATED = "created.log"
"""The file of a session with the names of those that its own code made."""
LEFTOVERS = "leftovers.log"
"""The file of a session with what it read in the temporary directory but had not written, and where."""
_KEPT, _READ_FILE, _FOUND_FILE = "kept", "read.log", "found.log"
_NEW_FILE, _OWN_FILE, _BEGAN = "new.log", "own.log", "began"
_KEPT_BYTES = 4 * LARGEST


class InputData(Source):
    """Files cannot be varied at will; what varies them is the program. A varied trial reads what the session
    has left in a file, a recorded one what was there before, and a replayed one what the recorded one read.
    No trial rewrites what others read.
    """

    id = "input-data"
    explanation = "reads a file that was written to in between, so another run starts from other bytes"
    fix = "write results to other files than the inputs, such as one under tmp_path, and leave inputs alone"
    by_site = True
    suspicion = 2

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.tap = Tap(stage.finder, sink=stage.sink)
        self._session = Path(stage.settings["session"])
        self._overlay = Overlay(
            stage.finder.root,
            stage.directory / PRIVATE,
            self._base,
            self._look_who_made,
            self._made_unseen,
        )
        self._shared = Shared(self._session)
        self._beside = stage.directory.name == PERTURBED
        """Whether the user's session runs at the same time."""
        self._read: dict[str, str] = {}
        self._own: set[str] = set()
        self._found: set[str] = set()
        self._made: set[str] | None = None
        self._bytes = 0
        self._capped = False

    @classmethod
    def reference(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        return {"session": os.fspath(Path(ambient.directory).parents[1])}

    vary = reference

    def install(self) -> None:
        self._overlay.install(self.stage.patches)
        if not self.stage.identity:
            (self.stage.directory / _BEGAN).touch()
        if self._beside:
            self._overlay.watch_looking(self.stage.patches)
        patches, overlay = self.stage.patches, self._overlay
        self.stage.imports.when_imported("sqlite3", lambda m: connect_instead(m, patches, overlay))

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self.tap.restart(None, stage.sink)
        self._read = {}

    # Reading ----------------------------------------------------------------------------------------------

    def _base(self, name: str) -> str:
        """The file to read for a data file that this trial has not rewritten."""
        place = self.stage.finder.place(depth=4)
        if place is None:
            return name
        chosen = self._chosen(name, place[:2])
        if name not in self._read:
            self._read[name] = digest(chosen)
            self._note(name)
        if self.stage.record:
            self._keep(name, chosen)
            others = self._others().get(name, self._read[name])
            if self._read[name] != digest(name) or self._read[name] != others:
                self.tap.note(place, self.stage.finder.relative(name))
        return chosen

    def _chosen(self, name: str, line: tuple[str, int]) -> str:
        stage = self.stage
        if stage.recording is not None and (stage.sites is None or line in stage.sites):
            folder = stage.recording.get("kept", "")
            candidates = [Path(folder) / file_key(name)] if folder else []
        else:
            candidates = []
        if stage.mode != "vary" or candidates:
            candidates.append(self._session / ORIGINALS / file_key(name))
        return next((os.fspath(file) for file in candidates if file.exists()), name)

    def _keep(self, name: str, chosen: str) -> None:
        """Keep the bytes for trials that replay them: the file may be another one by then."""
        folder = self.stage.directory / _KEPT
        kept = folder / file_key(name)
        size = Path(chosen).stat().st_size
        if kept.exists():
            return
        if size > LARGEST or self._bytes + size > _KEPT_BYTES:
            self._capped = True
            return
        self._bytes += size
        folder.mkdir(exist_ok=True)
        shutil.copyfile(chosen, kept)

    def _note(self, name: str) -> None:
        """Tell other trials what this one has read, in whichever of its processes."""
        note(self.stage.directory / _READ_FILE, [name, self._read[name]])
        if self._new_in_session(name):
            note(self.stage.directory / _NEW_FILE, name)

    def _new_in_session(self, name: str) -> bool:
        """Whether a file was made since the session began, by whatever: C code and children go unseen."""
        began = born(os.fspath(self._session))
        return 0 < began <= born(name) and not name.startswith(os.fspath(self._session.resolve()))

    def _look_who_made(self, name: str, result: bool) -> None:
        """Note results that are read again, and, while a trial is recorded, the line that reads a file which
        the session has made, or a trial before this one.
        """
        if result:
            self._look_who_wrote(name)
            return
        if not self.stage.record:
            return
        if self._made is None:
            self._made = set(values(self._session / CREATED))
        new = name not in self._found and (name in self._made or self._new_in_session(name))
        place = self.stage.finder.place() if new else None
        if place is not None:
            self._found.add(name)
            note(self.stage.directory / _FOUND_FILE, [name, place])

    def _look_who_wrote(self, name: str) -> None:
        if not self._beside or self.stage.finder.place() is None:
            return
        if name not in self._own:
            self._own.add(name)
            note(self.stage.directory / _OWN_FILE, name)
        self._shared.trial_reads(name, self._began())

    def _made_unseen(self, name: str) -> bool:
        """Whether a file that nobody was seen to write is this trial's: ``torch.save`` writes in C."""
        if self._beside or changed(Path(name)) < self._began():
            return False
        return not self._shared.written_by_session(name)

    def _began(self) -> float:
        """When the trial did; a child may outlive it, and its folder."""
        return changed(self.stage.directory / _BEGAN) or math.inf

    def _others(self) -> dict[str, str]:
        """What the perturbed trial has read."""
        return _entries(self._session / PERTURBED / _READ_FILE)

    # Afterwards -------------------------------------------------------------------------------------------

    def axes(self) -> tuple[Axis, ...]:
        """A file that the run rewrites has been varied if it was read as the session had left it."""
        read = _entries(self.stage.directory / _READ_FILE)
        made = made_and_read(self._session, self.stage.directory)
        if made:
            return (made_here(self.stage.finder.relative(made[0])),)
        rewritten = set(self._overlay.rewritten())
        for name, found in sorted(read.items()):
            original = self._session / ORIGINALS / file_key(name)
            seen = digest(os.fspath(original)) if original.exists() else digest(name)
            if file_key(name) in rewritten and found == seen:
                why = f"{self.stage.finder.relative(name)} was read before the session had rewritten it"
                return (Axis(self.id, False, why),)
        return (Axis(self.id, True, f"{counted(len(read), 'file')} read and compared"),)

    def recorded(self) -> dict[str, Any]:
        kept = os.fspath(self.stage.directory / _KEPT)
        return {"kept": kept, "draws": self.tap.draws(), "capped": self._capped}


def made_and_read(session: Path, directory: Path) -> list[str]:
    """Files that are there since the session began and that the trial in ``directory`` has read, or that the
    session and the trial beside it have both had a hand in, sorted.
    """
    created = _entries(directory / _READ_FILE).keys() & set(values(session / CREATED))
    return sorted(created | set(values(directory / _NEW_FILE)) | Shared(session).mixed())


def made_here(names: str) -> Axis:
    """What is told where files were read that the session or its trial had only just made."""
    why = (
        f"{names} was made in this session, and read: what is computed without it was not compared; "
        "delete it, or write it under tmp_path"
    )
    return Axis(InputData.id, False, why)


def made_by_both(session: Path) -> list[str]:
    """Files that the session and the trial beside it have each made as it went, and the trial has read again,
    sorted: both began without them.
    """
    shared = Shared(session)
    return sorted(
        name for name in set(values(session / PERTURBED / _OWN_FILE)) if shared.written_by_session(name)
    )


def made_for_want(session: Path) -> list[str]:
    """Files that the session and the trial beside it have each made, the trial since it had looked for them,
    sorted: whoever comes later finds them. Not those that it read again: what it used was in them.
    """
    return sorted(set(Shared(session).made_by_both_for_want()) - set(made_by_both(session)))


def leftovers(session: Path) -> dict[str, Place]:
    """What earlier runs had left in the session's temporary directory, with the line that reads each first.

    Trials have temporary directories of their own, which are empty.
    """
    return {name: Place(*place) for name, place in _entries(session / LEFTOVERS).items()}


def found_files(directory: Path) -> dict[str, Place]:
    """Files that the session had made and a recorded trial found, with the line that reads each first."""
    return {name: Place(*place) for name, place in _entries(directory / _FOUND_FILE).items()}


def made_beside(session: Path, names: Iterable[str]) -> list[str]:
    """Files that lie in the folder of one of some that were made since the session began, and were so, too:
    of a run that goes on from what the last one left, each trial has left more.
    """
    known = {*names}
    began = born(os.fspath(session))
    beside = (path for folder in {Path(name).parent for name in known} for path in folder.glob("*"))
    files = (os.fspath(path) for path in beside if path.is_file())
    return sorted(name for name in files if name not in known and 0 < began <= born(name))


def _entries(file: Path) -> dict[str, Any]:
    """Files and what the first process to read each of them noted, such as its digest."""
    return dict(reversed([*values(file)]))
