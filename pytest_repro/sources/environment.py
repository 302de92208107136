"""Time zone, locale, user, host, pid, terminal, temporary directory, resources and unrelated variables."""

from __future__ import annotations

import getpass
import locale
import os
import platform
import socket
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

from pytest_repro.errors import SettingsError
from pytest_repro.interpose import pids, resources
from pytest_repro.interpose.frames import above, module_of, package_of
from pytest_repro.interpose.hostname import rename_host
from pytest_repro.interpose.starters import caller_of
from pytest_repro.interpose.tap import Tap
from pytest_repro.model import Axis
from pytest_repro.places import local_zone, other_locale, other_zone
from pytest_repro.source import Ambient, Source, Stage

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_repro.traces.labels import Label

_TEMPORARY = "temporary-directory"
_OWN_PACKAGE = __name__.partition(".")[0]
_VARIABLES = {
    "time-zone": ("TZ",),
    "locale": ("LC_ALL", "LANG", "LANGUAGE"),
    "user": ("LOGNAME", "USER", "LNAME", "USERNAME"),
    "terminal": ("COLUMNS", "LINES"),
    _TEMPORARY: ("TMPDIR", "TEMP", "TMP"),
}
_TERMINAL = (("COLUMNS", "80"), ("LINES", "24"))
"""What a program sees that asks without a terminal."""
_CALLS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("host", socket, ("gethostname", "getfqdn")),
    ("host", platform, ("node", "uname")),
    ("host", os, ("uname",)),
    ("locale", locale, ("setlocale", "getlocale", "getpreferredencoding", "getencoding")),
    (_TEMPORARY, tempfile, ("gettempdir", "gettempdirb")),
    ("time-zone", time, ("localtime", "mktime", "strftime", "ctime", "asctime")),
)
"""Functions whose answer depends on a part: noted where they are called."""
_ANSWERED = (pids.PART, resources.PART)
"""Parts whose answers are noted, and given again."""
_TRACING = frozenset({"pytest_repro.traces.tracer"})
_NAMING_ELSE = frozenset({"multiprocessing.synchronize", "joblib.externals.loky.backend.synchronize"})
_PART_OF = {variable: part for part, variables in sorted(_VARIABLES.items()) for variable in variables}


class Environment(Source):
    """Every part is varied, replayed and named on its own, since the fixes differ. What ``tempfile`` makes up
    for a name belongs to the temporary directory: the path is one answer.

    Never changed: working directory, HOME, PATH, credentials and caches, on which a correct program relies.
    """

    id = "environment"
    explanation = "depends on the machine or the account that it runs on"
    fix = "make it a parameter of the training, or keep it out of the result"
    parts = (
        "host",
        "locale",
        pids.PART,
        resources.PART,
        _TEMPORARY,
        "terminal",
        "time-zone",
        "user",
        "variables",
    )
    part_fixes = {
        "host": "keep the host name out of the result",
        "locale": "name the locale, the encoding and the collation that the code means",
        "pid": (
            "let no number of a process or a thread reach the result: take a constant for a seed, and count "
            "up for a name"
        ),
        "resources": (
            "let no free memory, disk space or load reach the result; make sizes that go by them parameters"
        ),
        _TEMPORARY: "keep temporary paths out of the result; return the file's content",
        "terminal": "do not let the terminal's size reach the result",
        "time-zone": "work in UTC: datetime.now(timezone.utc), datetime.fromtimestamp(t, timezone.utc)",
        "user": "keep the user's name out of the result",
        "variables": "read the variables that you mean by name, never the whole of os.environ",
    }
    by_chance = True
    suspicion = 4

    @classmethod
    def aside(cls, what: str) -> bool:
        return what == _TEMPORARY

    in_children = False

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.tap = Tap(stage.finder, sink=stage.sink)
        self._answering = {
            part: Tap(stage.finder, self._answers(part), stage.record, stage.sink, part) for part in _ANSWERED
        }
        self._names = Tap(stage.finder, self._drawn_names(), stage.record, stage.sink)
        self._pids = pids.ProcessIds(
            self._answering[pids.PART], stage.finder, stage.settings.get(pids.PART) or 0
        )

    def _answers(self, part: str) -> list[Any] | None:
        """What was recorded of a part, if it is to be given again."""
        recording = self.stage.recording
        return None if recording is None or part not in self._replayed() else recording.get(part, [])

    def _drawn_names(self, of_target: bool = False) -> list[Any] | None:
        """Those of temporary files, likewise."""
        return self.stage.answers(of_target) if _TEMPORARY in self._replayed() else None

    def item_starts(self) -> None:
        self._names.target_starts(self._drawn_names(of_target=True))

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self._pids.restart()
        self.tap.restart(None, stage.sink)
        for part, tap in self._answering.items():
            tap.restart(self._answers(part), stage.sink)
        self._names.restart(self._drawn_names(), stage.sink)

    def _replayed(self) -> tuple[str, ...]:
        return tuple(self.stage.settings.get("replayed", ()))

    @classmethod
    def reference(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        """What the user's session has, with the same variables set as :meth:`vary` sets.

        How many variables there are is then a matter of the part ``variables`` alone.
        """
        zone = ambient.environ.get("TZ") or local_zone()
        return {
            "locale": {name: ambient.environ.get(name) for name in _VARIABLES["locale"]},
            _TEMPORARY: _temporary(ambient),
            "terminal": {name: ambient.environ.get(name, size) for name, size in _TERMINAL},
            "time-zone": {"TZ": zone} if zone else {},
            "user": {name: ambient.environ.get(name) or _user() for name in _user_variables(ambient)},
        }

    @classmethod
    def vary(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        taken = ambient.environ.get("TZ") or local_zone()
        user = f"trainer{rng.randrange(100, 999)}"
        return {
            pids.PART: rng.randrange(1000, 9999),
            resources.PART: round(rng.uniform(0.5, 0.9), 2),
            "host": f"node-{rng.randrange(1000, 9999)}",
            "locale": other_locale(ambient.environ),
            _TEMPORARY: _temporary(ambient),
            "terminal": {"COLUMNS": str(rng.randrange(90, 250)), "LINES": str(rng.randrange(30, 90))},
            "time-zone": {"TZ": other_zone(rng, taken)},
            "user": dict.fromkeys(_user_variables(ambient), user),
            "variables": {f"UNRELATED_{rng.randrange(10**6)}": str(rng.random()) for _ in range(3)},
        }

    @classmethod
    def vary_from(
        cls,
        rng: random.Random,
        ambient: Ambient,
        recorded: Mapping[str, Any],
        known: dict[str, Any] | None = None,
        labels: Sequence[Label] = (),
    ) -> dict[str, Any]:
        """Known ones again, but for the temporary directory: each trial has one of its own."""
        return {**(known or cls.vary(rng, ambient)), _TEMPORARY: _temporary(ambient)}

    @classmethod
    def environ(cls, settings: Mapping[str, Any]) -> dict[str, str | None]:
        changes: dict[str, str | None] = {}
        for part in ("locale", _TEMPORARY, "terminal", "time-zone", "user", "variables"):
            changes.update(settings.get(part) or {})
        return changes

    def install(self) -> None:
        if hasattr(time, "tzset"):
            time.tzset()
        if self.stage.settings.get("host"):
            rename_host(self.stage.settings["host"], self.stage.patches)
        if self.stage.record or self.stage.settings.get(pids.PART) or pids.PART in self._replayed():
            self._pids.install(self.stage.patches)
        left = self.stage.settings.get(resources.PART)
        if self.stage.record or left is not None or resources.PART in self._replayed():
            measured = resources.Resources(self._answering[resources.PART], self.stage.finder, left or 1)
            measured.install(self.stage.patches, self.stage.imports)
        if self.stage.record or _TEMPORARY in self._replayed():
            self._tap_names()
        if self.stage.record:
            self._watch_variables()
            self._watch_calls()

    def _tap_names(self) -> None:
        sequence: Any = tempfile._RandomNameSequence  # type: ignore[attr-defined]
        real = sequence.__next__

        def following(names: Any) -> str:
            asking = above(sys._getframe(1), _TRACING)
            if module_of(asking) in _NAMING_ELSE:  # semaphores, of which nobody hears
                return str(real(names))
            name: str = self._names.ask(_TEMPORARY, lambda: real(names))
            return name

        self.stage.patches.set(sequence, "__next__", following)

    def _watch_calls(self) -> None:
        for part, module, names in _CALLS:
            for name in names:
                if hasattr(module, name):
                    self.stage.patches.set(module, name, self._noted(part, name, getattr(module, name)))

    def _noted(self, part: str, name: str, real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            asking, _ = caller_of(sys._getframe())
            # platform.system() reads the name of the host in passing.
            if package_of(asking) != "platform" and not _told_the_time(name, args):
                self.tap.drew(part)
            return real(*args, **kwargs)

        return call

    def _watch_variables(self) -> None:
        environ_class = type(os.environ)
        read = environ_class.__getitem__

        def getitem(environ: Any, name: Any) -> Any:
            if name in _PART_OF:
                self.tap.drew(_PART_OF[name])
            return read(environ, name)

        self.stage.patches.set(environ_class, "__getitem__", getitem)
        for name in ("__iter__", "__len__", "__repr__"):
            self.stage.patches.set(environ_class, name, self._of_all(getattr(environ_class, name)))

    def _of_all(self, real: Any) -> Any:
        def answer(environ: Any) -> Any:
            asking = above(sys._getframe(1), frozenset({"collections.abc"}))
            if not module_of(asking).startswith(_OWN_PACKAGE):  # which hands them on to child processes
                self.tap.drew("variables")
            return real(environ)

        return answer

    def axes(self) -> tuple[Axis, ...]:
        return tuple(Axis(self.id, applied, f"{_words(part)}: {how}") for part, applied, how in self._parts())

    def _parts(self) -> Iterator[tuple[str, bool, str]]:
        for part in self.parts:
            answer = self.stage.settings.get(part)
            if part == pids.PART:
                yield part, True, str(os.getpid())
            elif part == resources.PART:
                yield part, True, f"{answer or 1:.0%} of what is free"
            elif not answer:
                yield part, False, "no other one is installed"
            else:
                yield part, True, answer if isinstance(answer, str) else _first(answer)

    def recorded(self) -> dict[str, Any]:
        names = self._names.recorded()
        found = {part: tap.recorded() for part, tap in self._answering.items()}
        return {
            **names,
            **{part: one["answers"] for part, one in found.items()},
            "draws": sum((one["draws"] for one in found.values()), self.tap.draws() + names["draws"]),
            "capped": names["capped"] or any(one["capped"] for one in found.values()),
        }

    @classmethod
    def mix(
        cls, varied: Mapping[str, Any], recorded: Mapping[str, Any], replayed: tuple[str, ...]
    ) -> dict[str, Any]:
        """Settings of which the parts ``replayed`` are those of the recorded trial, the others varied."""
        unknown = sorted(set(replayed) - set(cls.parts))
        if unknown:
            raise SettingsError(f"environment has no part {unknown[0]!r}; it has {', '.join(cls.parts)}")
        settings = {part: (recorded if part in replayed else varied).get(part) for part in cls.parts}
        return {**settings, "replayed": list(replayed)}


def _told_the_time(name: str, args: tuple[Any, ...]) -> bool:
    """Whether a call is given the moment in parts, and no more than shows them."""
    if name == "strftime" and len(args) > 1:
        return not any(code in str(args[0]) for code in ("%Z", "%z", "%s"))
    return name == "asctime" and bool(args)


def _temporary(ambient: Ambient) -> dict[str, str]:
    return dict.fromkeys(_VARIABLES[_TEMPORARY], ambient.directory)


def _words(part: str) -> str:
    return part.replace("-", " ")


def _first(variables: Mapping[str, str | None]) -> str:
    return next(f"{name}={value}" for name, value in sorted(variables.items()) if value is not None)


def _user_variables(ambient: Ambient) -> list[str]:
    """``LOGNAME`` and ``USER``, which getpass looks at first, and the others where they are set."""
    return [name for name in _VARIABLES["user"] if name in ("LOGNAME", "USER") or name in ambient.environ]


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, as in some containers
        return "user"
