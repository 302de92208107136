"""What an install asks for, one package at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.entries import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lint_rules.manifests.shell.words import Word
    from lint_rules.model import Confidence, Level, Span


@dataclass(frozen=True)
class Asked:
    """A package, how narrowly its version is fixed, and why no narrower."""

    name: str
    level: Level
    reason: str = ""


@dataclass(frozen=True)
class Install:
    """What a command installs. `label` is how users know it: `apt-get install`."""

    label: str
    asked: tuple[Asked, ...]
    confidence: Confidence = "high"


@dataclass(frozen=True)
class Packages(Entry):
    """A list of packages that a manifest has installed: `python_packages` of Cog, `pip` of a runtime."""

    manager: str  # pip, conda or apt
    label: str
    items: tuple[tuple[str, Span], ...]


def positionals(words: Sequence[Word], with_value: Iterable[str]) -> list[Word]:
    """The words that are neither options nor the values of options; all behind `--`."""
    values = frozenset(with_value)
    found: list[Word] = []
    at = 0
    while at < len(words):
        value = words[at].value
        if value == "--":
            return [*found, *words[at + 1 :]]
        if value.startswith("-") and len(value) > 1:
            at += 2 if value in values else 1
            continue
        found.append(words[at])
        at += 1
    return found


def value_of(words: Sequence[Word], *options: str) -> Word | None:
    """The word that stands behind an option, or the word that holds it as `--option=value`."""
    for at, word in enumerate(words):
        if word.value in options and at + 1 < len(words):
            return words[at + 1]
        if word.value.partition("=")[0] in options and "=" in word.value:
            return word
    return None


def behind(words: Sequence[Word], subcommands: Iterable[str], with_value: Iterable[str]) -> list[Word] | None:
    """What follows a subcommand, without it, if it is the first word that is no option."""
    known = frozenset(subcommands)
    first = next(iter(positionals(words, with_value)), None)
    if first is None or first.value not in known:
        return None
    return [word for word in words if word is not first]
