"""Every kind of file with text it was not made for: one finding at most says so, and it takes no time."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_rules import Finding, lint
from lint_rules.config import Config

from ..conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

# One path for each reader of images, installs and actions. The first ones are what their name says.
SURE_NAMES = """
    Dockerfile .github/workflows/a.yml action.yml .gitlab-ci.yml .circleci/config.yml azure-pipelines.yml
    .travis.yml compose.yaml .devcontainer/devcontainer.json MLproject cog.yaml bentofile.yaml
"""
SURE = SURE_NAMES.split()
GUESSED = ["a.yaml", "values.yaml", "Makefile", "a.sh"]
ALL = Config(select=("REP504", "REP505", "REP506"))


def found(folder: Path, name: str, data: bytes) -> list[Finding]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return lint([path], root=folder, config=ALL)


BROKEN = [
    b"\xff\xfe\x00a\x00",
    b"a: [1, 2\nb: {\n",
    b"<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n",
    b"a: 1\nb:\n\t- c\n\x00",
]


@pytest.mark.parametrize("data", BROKEN)
@pytest.mark.parametrize("name", SURE)
def test_a_broken_file_is_one_finding(tmp_path: Path, name: str, data: bytes) -> None:
    (finding,) = found(tmp_path, name, data)
    assert (finding.code, finding.path, "\n" in finding.message) == ("REP000", name, False)
    assert 1 <= finding.line <= data.count(b"\n") + 1


@pytest.mark.parametrize("data", BROKEN)
@pytest.mark.parametrize("name", GUESSED)
def test_what_may_be_anything_is_none(tmp_path: Path, name: str, data: bytes) -> None:
    assert found(tmp_path, name, data) == []


@pytest.mark.parametrize("name", [*SURE, *GUESSED])
def test_empty_files(tmp_path: Path, name: str) -> None:
    for data in (b"", b"\n\n", b"# nothing\n" if not name.endswith("json") else b"{}", b"\xef\xbb\xbf"):
        assert found(tmp_path, name, data) == []


@pytest.mark.parametrize("name", ["compose.yaml", "values.yaml", "a.yaml", ".github/workflows/a.yml"])
@pytest.mark.parametrize("kind", ["laughs", "wide", "deep", "long"])
def test_bombs(tmp_path: Path, name: str, kind: str) -> None:
    """Some seconds at most, and far less memory than the values would take."""
    head = "apiVersion: v1\nkind: Pod\nimage: x:1\n"
    laughs = ["a0: &a0 {image: [x, x]}"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    text = {
        "laughs": "\n".join(laughs),
        "wide": "a: [" + "x," * 400_000 + "]",
        "deep": "a: " + "[" * 1_000_000,
        "long": "a: '" + "x $( {{ " * 600_000 + "'",
    }[kind]
    started = time.perf_counter()
    tracemalloc.start()
    findings = found(tmp_path, name, (head + text + "\n").encode())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [f.code for f in findings] in ([], ["REP000"])
    assert time.perf_counter() - started < 60
    assert peak < 200_000_000


def test_a_database_called_data_yaml_is_not_read(tmp_path: Path) -> None:
    data = b"image: x\n" * 2_000_000
    assert found(tmp_path, "data.yaml", data) == []
    (finding,) = found(tmp_path, "compose.yaml", data)
    assert (finding.code, "too large" in finding.message) == ("REP000", True)


WORD_LIST = """
    image: run: uses: script: services: jobs: steps: container: - FROM RUN pip install numpy == && ${{ }} {{
    $( " ' | > [ ] { } & * <<: ! # \\ a b@v1 latest
"""
WORDS = WORD_LIST.split()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from([*SURE, *GUESSED]),
    words=st.lists(st.sampled_from([*WORDS, "\n", "\n  ", "\n    - "]), max_size=40),
)
def test_any_words(tmp_path: Path, name: str, words: list[str]) -> None:
    findings = found(tmp_path, name, " ".join(words).encode())
    assert {f.code for f in findings} <= {"REP000", "REP504", "REP505", "REP506"}


@pytest.mark.parametrize("folder", ["templates", "charts/a"])
def test_templates_are_no_faults(tmp_path: Path, folder: str) -> None:
    text = "apiVersion: v1\nkind: Pod\n{{- if .x }}\nimage: {{ .y }}\n{{- end }}\n  image: busybox\n"
    compose = "services:\n{% if x %}\n  a: {image: b}\n{% endif %}\n"
    write_files(tmp_path, {f"{folder}/a.yaml": text, f"{folder}/compose.yaml": compose})
    findings = lint([tmp_path], root=tmp_path, config=ALL)
    assert [(f.path, f.line, f.code) for f in findings] == [(f"{folder}/a.yaml", 6, "REP504")]


LONG = {
    "Dockerfile": "FROM python:3.11\nRUN pip install " + "numpy " * 100_000 + "\n",
    "Makefile": "a:\n\t" + "pip install a && " * 50_000 + "true\n",
    ".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n    - run: "
    + "pip install a && " * 50_000
    + "true\n",
}


@pytest.mark.parametrize("name", sorted(LONG))
def test_a_line_of_a_megabyte_is_one_finding(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {name: LONG[name]})
    (finding,) = lint([tmp_path], root=tmp_path, config=ALL)
    assert (finding.path, finding.code) == (name, "REP000")
    assert "too large to be read" in finding.message


def test_thousands_of_commands_take_time_in_proportion(tmp_path: Path) -> None:
    """What a file says once for all its commands is not looked for again at each of them."""
    spent = []
    for count in (2_000, 16_000):
        write_files(tmp_path, {"a.sh": "pip install a && \\\n" * count + "true\n"})
        started = time.process_time()
        lint([tmp_path], root=tmp_path, config=ALL)
        spent.append(time.process_time() - started)
    assert spent[1] < 24 * spent[0], spent


def test_a_list_on_one_line_of_a_setup_file(tmp_path: Path) -> None:
    names = ", ".join(f"'näme{n}>=1'" for n in range(4_000))
    text = f"from setuptools import setup\nsetup(classifiers=['Private :: x'], install_requires=[{names}])\n"
    write_files(tmp_path, {"setup.py": text})
    started = time.process_time()
    found = lint([tmp_path], root=tmp_path, config=Config(select=("REP502",)))
    assert time.process_time() - started < 5
    assert len(found) == 4_000
    line = text.split("\n")[1]
    assert {line[f.column - 1 : f.column + 4] for f in found} == {"'näme"}


def test_links_in_circles_and_folders_named_like_files(tmp_path: Path) -> None:
    write_files(tmp_path, {"a/requirements.txt": "numpy\n"})
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "a" / "Pipfile").symlink_to("Pipfile")
    (tmp_path / "environment.yml").symlink_to("nowhere")
    (tmp_path / "Dockerfile").mkdir()
    (tmp_path / "pyproject.toml").mkdir()
    found = lint([tmp_path], root=tmp_path, config=Config(select=("REP5",)))
    assert [(f.path, f.code) for f in found if f.code != "REP508"] == [("a/requirements.txt", "REP501")]
