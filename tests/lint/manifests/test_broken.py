"""Manifests that are broken, huge or strange: one clear finding with its line, soon and in little memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lint_rules import lint
from lint_rules.config import Config

from ..conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from lint_rules import Finding

PINS = Config(select=("REP501", "REP502", "REP503", "REP507"))
CONFLICT = "{0}\n<<<<<<< HEAD\n{0}\n=======\n{0}\n>>>>>>> other\n"
APP = '[project]\nname = "app"\ndependencies = ["numpy>=1"]\n'


def lint_bytes(folder: Path, name: str, data: bytes) -> list[Finding]:
    (folder / name).write_bytes(data)
    return lint([folder], root=folder, config=PINS)


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("pyproject.toml", "[project\n", 1, "is not valid TOML"),
        ("pyproject.toml", '[project]\nname = "a"\nname = "b"\n', 3, "is not valid TOML"),
        ("Pipfile", "[packages]\nnumpy = \n", 2, "is not valid TOML"),
        ("pixi.toml", "[dependencies]\nnumpy = '1\n", 2, "is not valid TOML"),
        ("setup.cfg", "name = x\n", 1, "is not valid INI"),
        ("setup.cfg", "[options]\ninstall_requires\n    numpy\n", 3, "is not valid INI"),
        ("environment.yml", "dependencies:\n  - a\n - b\n", 3, "is not valid YAML"),
        ("environment.yml", "a: &a [*a, {b: [}\n", 1, "is not valid YAML"),
        ("uv.lock", "version = 1\n[[package]\n", 2, "is not valid TOML"),
        ("Pipfile.lock", '{"_meta": {},\n "default": [}\n', 2, "is not valid JSON"),
        ("Pipfile.lock", "[" * 100_000, 1, "is not valid JSON"),
        ("requirements.txt", CONFLICT.format("numpy"), 2, "merge conflict"),
        ("pyproject.toml", CONFLICT.format("# a"), 2, "merge conflict"),
        ("environment.yml", CONFLICT.format("a: 1"), 2, "merge conflict"),
        ("meta.yaml", CONFLICT.format("a: 1"), 2, "merge conflict"),
        ("setup.cfg", CONFLICT.format("[a]"), 2, "merge conflict"),
        ("uv.lock", CONFLICT.format("a = 1"), 2, "merge conflict"),
        ("poetry.lock", CONFLICT.format("a = 1"), 2, "merge conflict"),
        ("pixi.lock", CONFLICT.format("a: 1"), 2, "merge conflict"),
        ("Pipfile.lock", CONFLICT.format("{}"), 2, "merge conflict"),
    ],
)
def test_a_broken_file_is_one_finding(tmp_path: Path, name: str, text: str, line: int, said: str) -> None:
    (finding,) = lint_bytes(tmp_path, name, text.encode())
    assert (finding.path, finding.code, finding.line) == (name, "REP000", line)
    assert said in finding.message
    assert "\n" not in finding.message


@pytest.mark.parametrize("text", ["[project]\nname = {{ name }}\n", "{% if x %}\n[project]\n{% endif %}\n"])
@pytest.mark.parametrize("name", ["pyproject.toml", "pixi.toml", "Pipfile", "setup.cfg"])
def test_a_template_is_no_fault(tmp_path: Path, name: str, text: str) -> None:
    assert lint_bytes(tmp_path, name, text.encode()) == []


def test_a_manifest_beside_a_broken_lock_waits_for_it(tmp_path: Path) -> None:
    write_files(tmp_path, {"pyproject.toml": APP})
    (finding,) = lint_bytes(tmp_path, "uv.lock", b"<<<<<<< HEAD\nversion = 1\n")
    assert (finding.path, finding.code) == ("uv.lock", "REP000")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, end: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    text = mark + end.join(["# ünï", "numpy==1.0", "scipy", ""])
    (finding,) = lint_bytes(tmp_path, "requirements.txt", text.encode(encoding))
    assert (finding.code, finding.line, finding.column, finding.end_column) == ("REP501", 3, 1, 6)


HUGE = {
    "environment.yml": "dependencies:\n" + "- a\n" * 120_000,
    "requirements.txt": "numpy\n" * 20_000,
    "pyproject.toml": '[project]\nname = "a"\ndependencies = [' + '"numpy>=1",\n' * 100_000 + "]\n",
    "Pipfile": "[packages]\n" + "".join(f'p{n} = "*"\n' for n in range(120_000)),
    "setup.cfg": "[options]\ninstall_requires =\n" + "    numpy\n" * 120_000,
}


@pytest.mark.parametrize("name", sorted(HUGE))
def test_a_huge_file_is_one_finding(tmp_path: Path, name: str) -> None:
    (finding,) = lint_bytes(tmp_path, name, HUGE[name].encode())
    assert finding.code == "REP000"
    assert "is too large to be read" in finding.message


def billion_laughs() -> str:
    lines = ["a0: &a0 [numpy, scipy]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    return "\n".join([*lines, "dependencies: *a29", "# " + "x" * 5_000_000, ""])


# What a process had before it became another program counts as its greatest size elsewhere.
PEAK = """
import resource, sys
from pathlib import Path

import lint_rules

folder = Path(sys.argv[1])
lint_rules.lint([folder], root=folder)
status = Path("/proc/self/status")
if status.exists():
    print(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
else:
    unit = 1024 if sys.platform == "darwin" else 1
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit)
"""


def test_a_bomb_takes_little_time_and_memory(tmp_path: Path) -> None:
    (tmp_path / "environment.yml").write_text(billion_laughs())
    command = [sys.executable, "-c", PEAK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < 200_000_000 // 1024


def test_a_lock_of_many_megabytes_is_read_in_little_memory(tmp_path: Path) -> None:
    wheel = '    { url = "https://example.org/x.whl", hash = "sha256:0" },\n'
    package = '[[package]]\nname = "p{0}"\nversion = "{0}"\nwheels = [\n' + wheel * 40 + "]\n\n"
    lock = "version = 1\n\n" + "".join(package.replace("{0}", str(n)) for n in range(3000))
    own = '[[package]]\nname = "app"\nversion = "1"\nsource = { virtual = "." }\n'
    own += '\n[package.metadata]\nrequires-dist = [{ name = "numpy", specifier = ">=1" }]\n'
    write_files(tmp_path, {"pyproject.toml": APP, "uv.lock": lock + own})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert lint([tmp_path], root=tmp_path, config=PINS) == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


@pytest.mark.parametrize(
    "data",
    [
        {"project": []},
        {"project": {"dependencies": "numpy", "optional-dependencies": [], "classifiers": None}},
        {"project": {"dependencies": [1, {"a": 1}, "", "  ", "@", "=", ";"]}},
        {"tool": {"poetry": {"dependencies": {"a": 1, "b": [], "c": [{}], "d": {"version": 1}, "e": "^"}}}},
        {"tool": {"uv": {"sources": {"a": 1, "b": [1, {}]}}, "hatch": {"envs": {"a": 1}}, "pdm": []}},
        {"dependency-groups": {"a": [{"include-group": "a"}, {"include-group": 1}, {}], "b": 1}},
        {
            "tool": {
                "pixi": {"dependencies": {"a": 1, "b": {"version": 1}}, "feature": {"x": 1}, "target": []}
            }
        },
    ],
)
def test_tables_of_the_wrong_shape(tmp_path: Path, data: dict[str, object]) -> None:
    write_files(tmp_path, {"uv.lock": "version = 1\n", "poetry.lock": "", "pdm.lock": "", "pixi.lock": ""})
    text = "".join(f"{key} = {_toml(value)}\n" for key, value in data.items())
    lint_bytes(tmp_path, "pyproject.toml", text.encode())


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return '""' if value is None else json.dumps(value)
