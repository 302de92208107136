"""Stored scans and checks of Python files, and whether they still hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import xxhash

from lint_rules.analysis.project.questions import AROUND, Question
from lint_rules.cache.contents import Contents
from lint_rules.cache.store import Store
from lint_rules.checks.python import Checked, Scanned
from lint_rules.discovery import relative_path
from lint_rules.packing import dumped_facts, pack_finding, unpack_facts, unpack_finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from lint_rules.analysis.project.questions import Answer
    from lint_rules.analysis.scanning.facts import Facts
    from lint_rules.config import Config

# The places of what is stored for a file.
_DIGEST, _WANTED, _FAULTS, _FOUND, _ASKED, _STATE, _DECLARES = range(7)


class Results:
    """What is stored for the files of a project under one configuration."""

    def __init__(
        self, folder: Path, root: Path, config: Config, texts: Mapping[Path, str] | None = None
    ) -> None:
        self._store = Store(folder)
        self._root = root
        self.contents = Contents(self._store, texts)
        self._name = f"results-{_short(f'{root} {config!r}')}"
        self._facts_name = f"facts-{_short(str(root))}"
        self._results: dict[str, Any] = self._store.read(self._name)
        self._facts: dict[str, Any] | None = None
        self._facts_changed = self._results_changed = False
        self._touched: dict[Path, None] = {}

    # -- scans ---------------------------------------------------------------------------------------------

    def scanned(self, path: Path) -> Scanned | None:
        """What a scan of the file would bring, its facts left out: `facts` has them."""
        stored = self._stored(path)
        if stored is None:
            return None
        faults = tuple(unpack_finding(fault) for fault in stored[_FAULTS])
        return Scanned(None, stored[_WANTED], faults, declares=stored[_DECLARES])

    def _stored(self, path: Path) -> list[Any] | None:
        stored: list[Any] | None = self._results.get(relative_path(path, self._root))
        if stored is None:
            return None
        digest = self.contents.digest(path)
        return stored if digest is not None and stored[_DIGEST] == digest else None

    def facts(self, path: Path) -> Facts | None:
        """The stored facts of a file."""
        stored = self._all_facts().get(relative_path(path, self._root))
        digest = self.contents.digest(path)
        if stored is None or digest is None or stored[0] != digest:
            return None
        return unpack_facts(json.loads(stored[1]))

    def _all_facts(self) -> dict[str, Any]:
        if self._facts is None:
            self._facts = self._store.read(self._facts_name)
        return self._facts

    def keep_scan(self, path: Path, scanned: Scanned, linted: bool = True) -> None:
        digest = self.contents.digest(path)
        if digest is None or not self.contents.is_on_disk(path):
            return
        shown = relative_path(path, self._root)
        self._touched[path] = None
        if scanned.facts is not None:
            self._all_facts()[shown] = [digest, scanned.packed or dumped_facts(scanned.facts)]
            self._facts_changed = True
        if linted:
            faults = [pack_finding(fault) for fault in scanned.faults]
            self._results[shown] = [digest, scanned.wanted, faults, None, [], "", scanned.declares]
            self._results_changed = True

    # -- checks --------------------------------------------------------------------------------------------

    def checked(
        self, path: Path, state: Callable[[], str], answer: Callable[[Question], Answer]
    ) -> Checked | None:
        """What was found in a file, if all that was answered to it would be answered again.

        `state` tells one state of the project's Python files from another: as long as it is the same, only
        questions about other files are asked again.
        """
        stored = self._stored(path)
        if stored is None or stored[_FOUND] is None:
            return None
        questions = [
            (Question(kind, where, tuple(about)), said) for (kind, where, about), said in stored[_ASKED]
        ]
        inside = [(question, said) for question, said in questions if question.kind not in AROUND]
        moved = bool(inside) and stored[_STATE] != state()
        again = questions if moved else [(q, said) for q, said in questions if q.kind in AROUND]
        if any(answer(question) != said for question, said in again):
            return None
        if moved:
            stored[_STATE] = state()
            self._results_changed = True
        return Checked(tuple(unpack_finding(finding) for finding in stored[_FOUND]))

    def keep_check(self, path: Path, checked: Checked, state: Callable[[], str]) -> None:
        stored = self._stored(path)
        if stored is None or not self.contents.is_on_disk(path):
            return
        stored[_FOUND] = [pack_finding(finding) for finding in checked.found]
        asked: list[Any] = [[list(question), said] for question, said in checked.asked]
        stored[_ASKED] = asked
        stored[_STATE] = state() if checked.asked else ""
        self._touched[path] = None
        self._results_changed = True

    def state_of(self, paths: Iterable[Path]) -> str:
        """A digest of some files, their paths included."""
        digest = xxhash.xxh3_64()
        for path in sorted(paths):
            digest.update(f"{path} {self.contents.digest(path)}\n".encode())
        return digest.hexdigest()

    def save(self) -> None:
        """Store what was found out, but not of files that changed meanwhile."""
        for path in self._touched:
            if not self.contents.is_settled(path):
                for stored in (self._results, self._all_facts()):
                    stored.pop(relative_path(path, self._root), None)
        self.contents.save()
        if self._results_changed:
            self._store.write(self._name, self._present(self._results))
        if self._facts_changed:
            self._store.write(self._facts_name, self._present(self._all_facts()))

    def _present(self, stored: dict[str, Any]) -> dict[str, Any]:
        """Without the files that are gone."""
        return {shown: value for shown, value in stored.items() if (self._root / shown).exists()}


def _short(text: str) -> str:
    return xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogateescape"))
