"""A program of the corpus, and what is expected of a check of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class Expected:
    """A cause that must be named, with every line that is at fault (`file:line`)."""

    source: str
    lines: tuple[str, ...]
    also: tuple[str, ...] = ()
    """Lines that say as much, each in the place of one at fault."""

    def is_named_by(self, lines: frozenset[str]) -> bool:
        fair = lines & {*self.lines, *self.also}
        return len(fair) >= len(self.lines)


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    verdict: str
    causes: tuple[Expected, ...]
    decoys: frozenset[str]
    """Lines that look guilty and are not."""
    vary: str | None
    needs: frozenset[str]
    """Packages without which the program cannot run."""
    programs: Path = PROGRAMS

    @property
    def folder(self) -> Path:
        return self.programs / self.name

    @property
    def sources(self) -> frozenset[str]:
        return frozenset(cause.source for cause in self.causes)


def load(folder: Path) -> Case:
    data = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    packages = ("torch", "sklearn", "pandas", "numpy", "joblib", "networkx")
    return Case(
        name=folder.name,
        title=data["title"],
        verdict=data["verdict"],
        causes=tuple(
            Expected(c["source"], tuple(c["lines"]), tuple(c.get("also", ()))) for c in data.get("cause", ())
        ),
        decoys=frozenset(data["decoys"]),
        vary=data.get("vary"),
        needs=frozenset(p for p in packages if f"import {p}" in text or f"from {p}" in text),
        programs=folder.parent,
    )


def cases(names: tuple[str, ...] = (), programs: Path = PROGRAMS) -> list[Case]:
    """The cases of those names, or all. Raises `ValueError` for a name that there is not, and for no case."""
    found = [load(path.parent) for path in sorted(programs.glob("*/case.toml"))]
    if not found:
        raise ValueError(f"no program in {programs}: each is a folder with a case.toml")
    unknown = sorted(set(names) - {case.name for case in found})
    if unknown:
        raise ValueError(f"no program is called {unknown[0]!r}; see {programs}")
    return [case for case in found if not names or case.name in names]
