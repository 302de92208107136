"""What goes between processes: one JSON value to a line."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import IO, TYPE_CHECKING, Any

from lint_rules.analysis.project.questions import Question
from lint_rules.checks.python import Checked, Scanned
from lint_rules.config import Config
from lint_rules.packing import dumped_facts, pack_finding, unpack_facts, unpack_finding

if TYPE_CHECKING:
    from collections.abc import Sequence


def send(stream: IO[bytes], message: Any) -> None:
    stream.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message, or None at the end."""
    line = stream.readline()
    return json.loads(line) if line.endswith(b"\n") else None


def pack_config(config: Config) -> dict[str, Any]:
    """The settings that decide what is found; where files lie is not among them."""
    return asdict(replace(config, baseline=None, cache_dir=None))


def unpack_config(packed: dict[str, Any]) -> Config:
    return Config(**{name: _frozen(value) for name, value in packed.items()})


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def pack_scanned(scanned: Scanned) -> list[Any]:
    """The facts go as text within the text: so they can be stored as they come."""
    facts = None if scanned.facts is None else dumped_facts(scanned.facts)
    return [
        facts,
        scanned.wanted,
        [pack_finding(fault) for fault in scanned.faults],
        scanned.about_seeds,
        scanned.declares,
    ]


def unpack_scanned(packed: Sequence[Any]) -> Scanned:
    text, wanted, faults, about_seeds, declares = packed
    facts = unpack_facts(json.loads(text)) if text is not None else None
    return Scanned(facts, wanted, tuple(map(unpack_finding, faults)), about_seeds, declares, text)


def pack_checked(checked: Checked) -> list[Any]:
    asked: list[Any] = [[list(question), answer] for question, answer in checked.asked]
    return [[pack_finding(finding) for finding in checked.found], asked]


def unpack_checked(packed: Sequence[Any]) -> Checked:
    found, asked = packed
    return Checked(
        tuple(map(unpack_finding, found)),
        tuple((unpack_question(question), answer) for question, answer in asked),
    )


def unpack_question(packed: Sequence[Any]) -> Question:
    kind, path, about = packed
    return Question(kind, path, tuple(about))
