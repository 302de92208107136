"""When the time zone matters only through the clock: ``datetime.now()`` answers in local time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_repro.diagnosis import local_times
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_repro.diagnosis.evidence import Evidence
    from pytest_repro.model import Site

CLOCK = Atom("clock")
ZONE = Atom("environment", "time-zone")
_LOCAL = re.compile(r"\b(now|today|localtime|strftime|ctime|asctime|fromtimestamp|Timestamp)\b")
"""For want of a whole statement."""
_SECONDS = re.compile(
    r"\b(time|monotonic|perf_counter|process_time|thread_time|clock_gettime)(_ns)?\(|\butc|\bgmtime\b"
)


def reads_local_time(sites: Iterable[Site]) -> bool:
    """Whether one of the lines asks for the local date or time of day, rather than for seconds or UTC."""
    return any(_reads(site.text) for site in sites)


def may_read_local_time(sites: Iterable[Site]) -> bool:
    """Whether one of the lines does not say what it asks for: it calls something that reads the clock."""
    return any(not _LOCAL.search(site.text) and not _SECONDS.search(site.text) for site in sites)


def _reads(text: str) -> bool:
    said = local_times.reads(text)
    return bool(_LOCAL.search(text)) if said is None else said


def zone_may_matter(sites: Iterable[Site], evidence: Evidence) -> bool:
    """Whether what the lines read of the clock may be told in local time, there or elsewhere."""
    lines = tuple(sites)
    return reads_local_time(lines) or may_read_local_time(lines) or _converts(evidence)


def zone_is_the_clocks(causes: frozenset[Atom], evidence: Evidence) -> bool:
    """Whether both are needed, yet nothing but reads of the clock consults the zone.

    One line is to blame then, and one fix mends it: two causes would send the reader looking for a second.
    """
    if not {Atom(atom.source, atom.part) for atom in causes} >= {CLOCK, ZONE}:
        return False
    clock = {(site.path, site.line) for site in evidence.sites(CLOCK)}
    zone = {(site.path, site.line) for site in evidence.sites(ZONE)}
    return zone <= clock and not _converts(evidence)


def _converts(evidence: Evidence) -> bool:
    return bool(conversions(evidence))


def conversions(evidence: Evidence) -> tuple[tuple[str, int], ...]:
    """Lines of functions that ran which convert between times and local dates: that leaves no trace."""
    return tuple(
        (function.file, line)
        for function in evidence.functions()
        for line in local_times.conversions(function.file)
        if function.first <= line <= function.last
    )
