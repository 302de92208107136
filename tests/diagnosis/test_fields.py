"""What the factory of a dataclass's field draws is drawn at the field, and not where the object is made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pytest_repro.diagnosis.evidence import Evidence
from pytest_repro.diagnosis.fields import line_of_factory
from pytest_repro.trials.conditions import RECORDING_FOLDER
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from pathlib import Path

CLASSES = """from dataclasses import dataclass, field
import random

class Other:
    rng: random.Random

@dataclass
class Noise:
    scale: float = 1.0
    rng: random.Random = field(
        repr=False,
        default_factory=random.Random,
    )

def make():
    @dataclass
    class Noise:
        rng: random.Random = factory()
    return Noise()

MADE = Noise()
"""


@pytest.mark.parametrize(
    ("owner", "name", "line"),
    [
        ("Noise", "rng", 12),
        ("make.<locals>.Noise", "rng", 18),
        ("Other", "rng", 5),
        ("Noise", "gone", None),
        ("Gone", "rng", None),
    ],
)
def test_the_line_that_names_the_factory(owner: str, name: str, line: int | None, tmp_path: Path) -> None:
    file = tmp_path / "noise.py"
    file.write_text(CLASSES)
    assert line_of_factory(str(file), owner, name) == line


@pytest.mark.parametrize(("name", "named"), [("rng", 12), ("gone", 21)])
def test_the_field_is_named_and_the_draw_is_replayed_where_it_was_made(
    name: str, named: int, tmp_path: Path
) -> None:
    file = tmp_path / "noise.py"
    file.write_text(CLASSES)
    draw = {"file": str(file), "line": 21, "function": "<module>", "what": "urandom(16)", "count": 1}
    draws = [{**draw, "field": [str(file), "Noise", name]}]
    (tmp_path / RECORDING_FOLDER).mkdir()
    (tmp_path / RECORDING_FOLDER / "os-entropy.json").write_text(json.dumps({"draws": draws}))
    evidence, entropy = Evidence(tmp_path, tmp_path), Atom("os-entropy")
    (place,) = evidence.places(entropy)
    assert place == (str(file), 21)
    (site,) = evidence.sites(entropy)
    assert site == evidence.site_at_place(entropy, place)
    assert (site.line, site.function) == (named, "Noise" if named == 12 else "<module>")


def test_of_two_fields_that_one_line_makes_each_is_named_for_what_it_drew(tmp_path: Path) -> None:
    file = tmp_path / "noise.py"
    file.write_text(CLASSES)
    made = {"file": str(file), "line": 21, "function": "<module>", "count": 1}
    draws = [
        {**made, "what": "host", "field": [str(file), "Noise", "scale"]},
        {**made, "what": "pid", "field": [str(file), "Noise", "rng"]},
    ]
    (tmp_path / RECORDING_FOLDER).mkdir()
    (tmp_path / RECORDING_FOLDER / "environment.json").write_text(json.dumps({"draws": draws}))
    evidence, place = Evidence(tmp_path, tmp_path), (str(file), 21)
    host, pid = Atom("environment", "host"), Atom("environment", "pid")
    assert [evidence.site_at_place(atom, place).line for atom in (host, pid)] == [9, 12]
    assert evidence.fields(pid) == (("rng", (str(file), 12), "Noise", place),)
