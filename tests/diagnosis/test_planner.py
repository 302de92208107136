"""What a machine has no other answer for is no suspect."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_repro.sources import environment
from pytest_repro.trials.planner import Atom, Planner
from pytest_repro.trials.spec import Invocation

if TYPE_CHECKING:
    from pathlib import Path

LOCALE = Atom("environment", "locale")


@pytest.mark.parametrize(("other", "fixed"), [(None, {LOCALE}), ({"LC_ALL": "de_DE.UTF-8"}, set())])
def test_a_locale_that_is_the_only_one_is_fixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: dict[str, str] | None, fixed: set[Atom]
) -> None:
    monkeypatch.setattr(environment, "other_locale", lambda environ: other)
    invocation = Invocation((), str(tmp_path), str(tmp_path), (), (), dict(os.environ))
    planner = Planner(tmp_path / "trials", invocation, ("environment", "clock"), None)
    assert planner.fixed == fixed


@pytest.mark.parametrize("part", [(), ("pid",)])
def test_a_host_that_is_known_to_tell_is_had_again_with_a_temporary_directory_of_its_own(
    tmp_path: Path, part: tuple[str, ...]
) -> None:
    invocation = Invocation((), str(tmp_path), str(tmp_path), (), (), dict(os.environ))
    planner = Planner(tmp_path / "trials", invocation, ("environment", "clock"), None)
    recorded = planner.reference("recorded", ())
    first = planner.replaying("replay", recorded, frozenset()).settings()
    atoms = frozenset(Atom("environment", name) for name in part)
    again = planner.replaying("replay", recorded, atoms, telling=first).settings()["environment"]
    assert again["host"] == first["environment"]["host"] != recorded.settings()["environment"].get("host")
    assert again["temporary-directory"] != first["environment"]["temporary-directory"]
