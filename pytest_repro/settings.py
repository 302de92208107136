"""What the options and ini values of a session mean, read and checked once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_repro.diagnosis.budget import Budget, read_budget
from pytest_repro.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

MOST_REPEATS = 3
"""With the two trials before them: a set of two strings shows its other order in 31 of 32 checks."""
_GROUPS = {"any-process": "process", "any-machine": "machine"}


@dataclass(frozen=True)
class Settings:
    """What this session was asked to do."""

    fixtures: tuple[str, ...]
    jobs: int | None
    """How many trials may run at once, the session included; None: as many as fit."""
    json: str | None
    sources: tuple[str, ...]
    """Ids of the sources to vary, sorted."""
    timeout: float | None
    seed: int | None
    budget: Budget
    repeats: int
    """How many more perturbed trials there are where two may have agreed by chance."""
    strict: bool
    """Whether an item that is environment-sensitive fails."""

    def to_json(self) -> dict[str, Any]:
        return {
            "fixtures": list(self.fixtures),
            "jobs": self.jobs,
            "sources": list(self.sources),
            "timeout": self.timeout,
            "seed": self.seed,
            "budget": self.budget.text,
            "repeats": self.repeats,
            "environment_sensitive": "fail" if self.strict else "warn",
        }


def read_settings(config: pytest.Config) -> Settings:
    """Raises SettingsError: an option or ini value that means nothing."""
    given = config.getoption
    jobs = _choose(given("--repro-jobs"), config.getini("repro_jobs"))
    timeout = _choose(given("--repro-timeout"), config.getini("repro_timeout"))
    repeats = _choose(given("--repro-repeats"), config.getini("repro_repeats"))
    seed = config.getini("repro_seed")
    return Settings(
        fixtures=(*config.getini("repro_fixtures"), *_globs(given("--repro-fixture"))),
        jobs=None if jobs is None else _whole("repro-jobs", jobs, least=1),
        json=_report_file(config),
        sources=_sources(_choose(given("--repro-vary"), config.getini("repro_vary"))),
        timeout=None if timeout is None else _seconds(timeout),
        seed=None if seed == "" else _whole("repro_seed", seed, least=0),
        repeats=MOST_REPEATS if repeats is None else _whole("repro-repeats", repeats, least=0),
        strict=_strict(config.getini("repro_environment_sensitive")),
        budget=read_budget(_choose(given("--repro-budget"), config.getini("repro_budget"))),
    )


def _globs(given: list[str] | None) -> list[str]:
    if any(not glob.strip() for glob in given or ()):
        raise SettingsError("repro-fixture=: name fixtures, or leave the option out")
    return given or []


def _strict(text: str) -> bool:
    if text not in ("warn", "fail"):
        raise SettingsError(f"repro_environment_sensitive={text}: write warn or fail")
    return text == "fail"


def _choose(option: str | None, ini: str) -> str | None:
    return option if option is not None else ini or None


def _whole(name: str, text: str, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise SettingsError(f"{name}={text}: give a whole number, {least} or more")
    return number


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise SettingsError(f"repro-timeout={text}: give a number of seconds above 0")
    return seconds


def _report_file(config: pytest.Config) -> str | None:
    name = config.getoption("--repro-json")
    cwd = Path(config.invocation_params.dir)
    args = [str(arg) for arg in config.invocation_params.args]
    if name is not None and "--repro-json" in args and (cwd / name).exists():
        inside = (cwd / name).resolve().is_relative_to(config.rootpath.resolve())
        if (
            not inside
            or not cwd.resolve().is_relative_to(config.rootpath.resolve())
            or config.inipath is None
        ):
            # pytest looks for its root directory before it knows plugins' options, and takes an existing
            # file after a space for a test path: the project's own configuration would be missed.
            raise SettingsError(
                f"write --repro-json={name}: after a space, pytest takes the file for a test path"
            )
    return _writable(name, cwd)


def _writable(name: str | None, cwd: Path) -> str | None:
    if name is None:
        return None
    path = cwd / name
    if path.is_dir():
        raise SettingsError(f"--repro-json={name}: is a folder; name a file")
    if not path.parent.is_dir():
        raise SettingsError(f"--repro-json={name}: there is no folder {path.parent}; make it first")
    return str(path)


def _nearest(name: str, known: list[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, known, 1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"


def _sources(text: str | None) -> tuple[str, ...]:
    from pytest_repro.sources import all_sources

    known = all_sources()
    words = [w.strip() for w in ("any-process" if text is None else text).split(",") if w.strip()]
    if not words:
        raise SettingsError(f"repro-vary={text}: name at least one source, or leave the option out")
    chosen: set[str] = set(_members("any-process")) if words[0].startswith("-") else set()
    for word in words:
        name = word.removeprefix("-")
        if name not in known and not (name in _GROUPS and _members(name)):
            names = [*(group for group in _GROUPS if _members(group)), *known]
            raise SettingsError(f"repro-vary: unknown source {name!r}; {_nearest(name, names)}")
        members = _members(name) if name in _GROUPS else (name,)
        chosen = chosen - set(members) if word.startswith("-") else chosen | set(members)
    if not chosen:
        raise SettingsError(f"repro-vary={text}: leaves no source to vary")
    return tuple(sorted(chosen))


def _members(group: str) -> Iterable[str]:
    from pytest_repro.sources import all_sources

    return tuple(name for name, source in all_sources().items() if source.level == _GROUPS[group])
