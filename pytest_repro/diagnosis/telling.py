"""Conditions under which a difference has been seen, to be used again.

A set of two strings has another order under every other hash seed only. A trial with a seed that happens to
keep the order would say that something else was the cause, so a seed that is known to tell is kept. So are
the numbers of a stream, where a branch on them took the other way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_repro.sources import all_sources

if TYPE_CHECKING:
    from pytest_repro.trials.spec import TrialSpec

    Settings = dict[str, dict[str, Any]]


@dataclass
class Telling:
    """Settings by source, of sources whose other conditions often give the same answer."""

    agreed: Settings = field(default_factory=dict)
    """With which the outputs were those of the user's session; empty if none are known."""
    differed: Settings = field(default_factory=dict)
    """With which they were not."""
    _last: Settings = field(default_factory=dict)

    def learn(self, spec: TrialSpec, equal: bool, all_varied: bool) -> None:
        """What a trial, compared with the recorded one, says of its conditions.

        ``all_varied``: whether nothing in it was replayed, so that equal outputs show that they do not tell.
        """
        if not equal:
            self._last = settings_of(spec)
        if all_varied:
            self.differed = {} if equal else self.differed or self._last

    def keep(self, sources: frozenset[str]) -> None:
        """Traces show that only these mattered: of the others, it is not known that the conditions tell."""
        self.differed = {name: s for name, s in self.differed.items() if name in sources}

    def adopt(self, sources: frozenset[str]) -> None:
        """What differed last did so through one of these."""
        self.differed |= {name: s for name, s in self._last.items() if name in sources}


def settings_of(spec: TrialSpec) -> Settings:
    """Of a trial, those that were varied as wholes, and that another trial can have again."""
    known = all_sources()
    return {
        c.source: c.settings
        for c in spec.conditions
        if (known[c.source].by_chance or "states" in c.settings) and c.mode == "vary" and c.recording is None
    }
