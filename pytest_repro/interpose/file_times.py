"""Times of files that the run itself has made or changed: a trial's clock tells those as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_repro.interpose.stats import Stats, with_fields

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import SiteFinder

    Ask = Callable[[Callable[[], list[int]]], list[int]]

_NS = 1_000_000_000
_TIMES = ("st_atime", "st_mtime", "st_ctime", "st_birthtime")
_FIELDS = frozenset(name + suffix for name in _TIMES for suffix in ("", "_ns"))


class FileTimes:
    """A file that is older than the run is an input, and so is its time; a time that is yet to come has been
    set by the program.

    ``began``: when the run did. ``now``: when it really is. ``told``: what the trial's clock shows at a
    moment. ``ask`` records and replays what is told.
    """

    def __init__(
        self,
        finder: SiteFinder,
        began: int,
        now: Callable[[], int],
        told: Callable[[int], int],
        ask: Ask,
    ) -> None:
        self._began = began
        self._now = now
        self._told = told
        self._ask = ask
        self._stats = Stats(_FIELDS, self._change, finder)

    def install(self, patches: Patches) -> None:
        self._stats.install(patches)

    def _change(self, found: os.stat_result, named: frozenset[str]) -> os.stat_result:
        wanted = sorted({name.removesuffix("_ns") for name in named if hasattr(found, name)})
        known = {name: _nanoseconds(found, name) for name in wanted}
        of_this_run = [name for name, moment in known.items() if self._began <= moment <= self._now()]
        if not of_this_run:
            return found
        told = self._ask(lambda: [self._told(known[name]) for name in of_this_run])
        fields: dict[str, float] = {}
        for name, moment in zip(of_this_run, told, strict=False):
            fields |= {name: moment / _NS, f"{name}_ns": moment}
        return with_fields(found, fields)


def _nanoseconds(found: os.stat_result, name: str) -> int:
    exact: int | None = getattr(found, f"{name}_ns", None)
    return int(getattr(found, name) * _NS) if exact is None else exact
