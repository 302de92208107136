"""Places in TOML: each value of a file is found again at its span."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats.toml import load, loads

TEXT = """\
# a comment with [brackets] and = signs
title = "a # no comment"
[project]
name = 'x'
dependencies = [
    "numpy>=1", # why
    'scipy ; python_version < "3.9"',
]
optional-dependencies.extra = ["a", "b"]
[project."quoted.name"]
when = 1979-05-27 07:32:00
many = \"\"\"
a "quoted" text\\"\"\"\"
flags = { on = true, deep = { list = [1, [2, 3.5e3]] } }
[[source]]
url = 'https://example.org/#x'
[source.more]
k = 1
[[source]]
url = '''b'''
"""


def at(text: str, *way: str | int) -> str:
    span = load(text).values[way]
    lines = text.splitlines(keepends=True)
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    middle = lines[span.line : span.end_line - 1]
    return "".join(
        [lines[span.line - 1][span.column - 1 :], *middle, lines[span.end_line - 1][: span.end_column - 1]]
    )


@pytest.mark.parametrize(
    ("way", "found"),
    [
        (("title",), '"a # no comment"'),
        (("project", "name"), "'x'"),
        (("project", "dependencies", 0), '"numpy>=1"'),
        (("project", "dependencies", 1), "'scipy ; python_version < \"3.9\"'"),
        (("project", "optional-dependencies", "extra", 1), '"b"'),
        (("project", "quoted.name", "when"), "1979-05-27 07:32:00"),
        (("project", "quoted.name", "many"), '"""\na "quoted" text\\""""'),
        (("project", "quoted.name", "flags", "deep", "list", 1, 1), "3.5e3"),
        (("source", 0, "more", "k"), "1"),
        (("source", 1, "url"), "'''b'''"),
    ],
)
def test_values(way: tuple[str | int, ...], found: str) -> None:
    assert at(TEXT, *way) == found
    assert at(TEXT.replace("\n", "\r\n"), *way) == found.replace("\n", "\r\n")


def test_keys_and_headers() -> None:
    document = load(TEXT)
    assert document.key("project")[:2] == (3, 1)
    assert document.key("project", "dependencies") == (5, 1, 5, 13)
    assert document.key("source", 1) == (19, 1, 19, 11)
    assert document.span("project", "missing")[:2] == (3, 1)
    assert document.span("nothing") == (1, 1, 1, 1)


KEYS = st.text("ab-_. é\"'#[", max_size=4)
VALUES = st.recursive(
    st.text("a\"'#]}\\\n", max_size=5) | st.integers(-5, 5) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + ",]" if value else "[ ]"
    return json.dumps(value)


def leaves(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    inner = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if inner is None:
        return [(way, value)]
    return [leaf for key, part in inner for leaf in leaves(part, (*way, key))]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_value_is_found_where_it_stands(data: dict[str, Any]) -> None:
    text = "".join(f"{json.dumps(key)} = {written(value)} # ] }}\n" for key, value in data.items())
    assert loads(text) == data
    for way, value in leaves(data):
        assert loads(f"x = {at(text, *way)}")["x"] == value


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a = 1\nb = \n", 2, "is not valid TOML: Invalid value"),
        ("a = 1\na = 2\n", 2, "is not valid TOML: Cannot overwrite a value"),
        ("a = [1,\n\n", 1, "is not valid TOML"),
        ("a = 1\n<<<<<<< HEAD\nb = 1\n=======\n", 2, "merge conflict"),
        ("a = " + "[" * 5000, 1, "nested too deeply"),
    ],
)
def test_what_is_no_toml(text: str, line: int, said: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        load(text)
    assert caught.value.line == line
    assert said in caught.value.message
