"""What a trial is told: the file that crosses into its interpreter. JSON, never pickle."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_repro.model import CheckKind, Json
    from pytest_repro.source import Mode

SPEC_FILE = "spec.json"


@dataclass(frozen=True)
class Target:
    """What a check is about: one training fixture with one set of parameters, or one marked test.

    ``item`` is the test whose set-up makes the fixture; ``base`` tells apart fixtures of one name that
    override one another, as pytest does.
    """

    id: str
    """Node id of the verdict."""
    item: str
    file: str
    """Absolute path of the file that ``item`` is collected from."""
    kind: CheckKind
    name: str
    base: str = ""
    scope: str = "function"
    params: dict[str, str] = field(default_factory=dict)
    path: str = ""
    line: int = 0
    isolated: bool = False
    """Whether its test's set-up leaves out other training fixtures, which keep it from being reached."""

    @property
    def folder(self) -> str:
        """A name for a folder of its own."""
        import xxhash

        return xxhash.xxh3_64_hexdigest(self.id.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Condition:
    """How one source plays in a trial."""

    source: str
    mode: Mode
    settings: dict[str, Json]
    recording: str | None = None
    """File in which the trial that is replayed noted what this source answered."""
    sites: tuple[tuple[str, int], ...] | None = None
    """Files and lines at which alone it is replayed; None: at all."""


@dataclass(frozen=True)
class Invocation:
    """How the user's own session was started: a trial is started alike."""

    args: tuple[str, ...]
    cwd: str
    root: str
    argv: tuple[str, ...]
    sys_path: tuple[str, ...]
    environ: dict[str, str]

    @classmethod
    def from_json(cls, data: dict[str, Json]) -> Invocation:
        return cls(
            **{
                **data,
                "args": tuple(data["args"]),
                "argv": tuple(data["argv"]),
                "sys_path": tuple(data["sys_path"]),
            }
        )


@dataclass(frozen=True)
class TrialSpec:
    """One execution of training fixtures under stated conditions."""

    purpose: str
    directory: str
    temporary: str
    """The folder for temporary files, emptied before the trial starts; no two trials at once share one."""
    invocation: Invocation
    targets: tuple[Target, ...]
    conditions: tuple[Condition, ...]
    absent: tuple[str, ...] = ()
    """Files that are put aside while it runs: made by the session, so a fresh checkout does not hold them."""
    given: tuple[tuple[str, str], ...] = ()
    """Files that are copied to the folder for temporary files before it starts, each with its place there."""
    earlier: tuple[str, ...] = ()
    """Node ids of tests that are run, bodies included, before the target; empty: it is set up alone."""
    record: bool = False
    """Whether to note every draw with its site, and what replaying needs."""
    trace: bool = False
    """Whether to note every event with digests: see :mod:`pytest_repro.traces`."""
    seed: int | None = None
    streams_at_item: bool = True
    """Whether a replayed random stream is set again when the target's set-up begins."""

    def settings(self) -> dict[str, dict[str, Any]]:
        """By source."""
        return {condition.source: condition.settings for condition in self.conditions}

    def write(self) -> Path:
        self.file().write_text(json.dumps(asdict(self)), encoding="utf-8")
        return self.file()

    def file(self) -> Path:
        return Path(self.directory) / SPEC_FILE

    @classmethod
    def read(cls, path: Path) -> TrialSpec:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            **{
                **data,
                "invocation": Invocation.from_json(data["invocation"]),
                "targets": tuple(Target(**target) for target in data["targets"]),
                "conditions": tuple(Condition(**condition) for condition in data["conditions"]),
                "absent": tuple(data["absent"]),
                "given": tuple((file, place) for file, place in data["given"]),
                "earlier": tuple(data["earlier"]),
            }
        )


def write_whole(path: Path, data: Json) -> None:
    """Write JSON so that a reader in another process sees all of it or nothing."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(data), encoding="utf-8")
    part.replace(path)
