"""Dockerfiles: what is no Dockerfile, places, odd forms, and input made to harm."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.config import Config
from lint_rules.manifests.dockerfile import entries, matches
from lint_rules.manifests.images.reference import Image, judge

if TYPE_CHECKING:
    from ..conftest import Linter


NAMES = "Dockerfile dockerfile Containerfile gpu.Dockerfile Dockerfile.cpu Dockerfile-dev Dockerfile.cuda11.8"
OTHERS = "Dockerfile.j2 Dockerfile.md dockerfile.py MyDockerfile Dockerfile.dockerignore Dockerfiles"


def test_names() -> None:
    assert [name for name in NAMES.split() if not matches(Path("a") / name)] == []
    assert [name for name in OTHERS.split() if matches(Path("a") / name)] == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("FROM a:1\n<<<<<<< HEAD\nRUN a\n=======\nRUN b\n>>>>>>> x\n", 2, "merge conflict"),
        ("FROM a:1\nRUN a\n\n  FORM b:1\n", 4, "'FORM' is no instruction"),
        ("RUN a && \\\n  b\nc && d\n", 3, "'c' is no instruction"),
        ("\xff\n", 1, "is no instruction"),
    ],
)
def test_what_is_no_dockerfile_is_one_finding(lint_files: Linter, text: str, line: int, said: str) -> None:
    (finding,) = lint_files({"Dockerfile": text}, config=Config())
    assert (finding.code, finding.line) == ("REP000", line)
    assert said in finding.message


@pytest.mark.parametrize("mark", ["{{ base }}", "{% if x %}", "#include 'x'", "@BASE_IMAGE@", "{args}"])
def test_templates_are_read_as_far_as_they_go(mark: str) -> None:
    found = [e.reference for e in entries(f"FROM a\n{mark}\nfoo\nFROM b\n") if isinstance(e, Image)]
    assert found[0] == "a" and found[-1] == "b"


def test_a_place_behind_continued_lines_comments_and_flags() -> None:
    text = "FROM \\\n # c\n\n  --platform=x \\\n  python AS y\n"
    (image,) = entries(text)
    assert image.span == (5, 3, 5, 9)


def test_line_ends_and_marks(lint_files: Linter) -> None:
    text = "\ufeffFROM python\r\nRUN pip install \\\r\n    numpy\r\n"
    found = lint_files({"Dockerfile": text}, config=Config())
    assert [(f.line, f.column, f.end_line, f.end_column, f.code) for f in found] == [
        *((1, 6, 1, 12, "REP504"), (2, 5, 3, 10, "REP505"))
    ]


def test_windows_containers_run_other_shells() -> None:
    text = 'FROM a:1\nSHELL ["powershell", "-Command"]\nRUN pip install x\nFROM b:1\nRUN pip install y\n'
    (_, _, command) = entries(text)
    assert command.span.line == 5


@pytest.mark.parametrize(
    ("reference", "level"),
    [
        ("python", "none"),
        ("python:3.11", "exact"),
        ("python:latest", "none"),
        ("python:slim", "none"),
        ("a/b:latest-gpu", "none"),
        ("a/b:main", "none"),
        ("a/b:nightly-20240131", "exact"),
        ("a/b:2024.01-latest", "exact"),
        ("debian:bookworm", "exact"),
        ("host:5000/a", "none"),
        ("host:5000/a:1", "exact"),
        ("docker://alpine", "none"),
        ("docker://alpine:3.19", "exact"),
        (f"a@sha256:{'0' * 64}", "hash"),
        (f"a:latest@sha256:{'0' * 64}", "hash"),
        ("$IMAGE", "hash"),
        ("a/$NAME", "hash"),
        ("a:${TAG}", "hash"),
        ("$REGISTRY/a:latest", "none"),
        ("{{ image }}:latest", "none"),
        ("<< parameters.image >>", "hash"),
        ("scratch", "hash"),
        ("ko://github.com/a/b", "hash"),
        ("gcr.io/ml-pipeline/should-be-overridden-during-runtime", "hash"),
        ("", "hash"),
        ("no image at all", "hash"),
    ],
)
def test_how_narrowly_a_reference_fixes_an_image(reference: str, level: str) -> None:
    found, reason = judge(reference)
    assert found == level
    assert bool(reason) is (level != "hash")


def test_levels(lint_files: Linter) -> None:
    digest = "sha256:" + "0" * 64
    text = f"FROM python:3.11\nFROM python\nFROM python@{digest}\nRUN pip install numpy==1.2 'b<2' c\n"

    lines = {
        level: [(f.line, f.code) for f in lint_files({"Dockerfile": text}, config=Config(pins=level))]
        for level in ("range", "exact", "hash")
    }
    assert lines["range"] == lines["exact"] == [(2, "REP504"), (4, "REP505")]
    assert lines["hash"] == [(1, "REP504"), (2, "REP504"), (4, "REP505")]


def test_levels_of_installs(lint_files: Linter) -> None:
    text = "FROM a@sha256:" + "0" * 64 + "\nRUN pip install 'b<2'\nRUN pip install b==2\n"
    for level, expected in (("range", []), ("exact", [2]), ("hash", [2, 3])):
        assert [f.line for f in lint_files({"Dockerfile": text}, config=Config(pins=level))] == expected


PARTS = [
    "FROM ",
    "a",
    ":1",
    " AS ",
    "RUN ",
    "COPY --from=",
    "<<EOF",
    "EOF",
    "\\\n",
    "\n",
    "#",
    "[",
    '"',
    "ONBUILD ",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=40))
def test_any_text_ends(parts: list[str]) -> None:
    try:
        for entry in entries("".join(parts)):
            assert entry.span[:2] <= entry.span[2:]
    except UnreadableError as error:
        assert error.line >= 1


ENDLESS = [
    "RUN <<EOF\n",
    "RUN a \\\n",
    "ONBUILD ",
    "RUN --mount=from=a,",
    'RUN ["',
    "ARG A=$A$A\n",
    "FROM $A",
]


@pytest.mark.parametrize("line", ENDLESS)
def test_endless_files_take_no_time(line: str) -> None:
    started = time.perf_counter()
    list(entries("ARG A=$A$A\n" + line * 5_000))
    assert time.perf_counter() - started < 10
