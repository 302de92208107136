"""YAML with places: against PyYAML's own reading, on odd input, and on input made to harm."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats.yaml import MOST_NODES, Node, load, load_all


def plain(node: Node) -> object:
    if node.values:
        return {key: plain(value) for key, value in node.values.items()}
    if node.items:
        return [plain(item) for item in node.items]
    return node.string


def test_places_are_those_of_the_text() -> None:
    text = "a: 1\nb:\n  - x: 'one'\n    y: two words\n"
    root = load(text)
    assert root is not None
    (item,) = root.values["b"].items
    assert item.values["x"].span == (3, 8, 3, 13) and item.values["x"].style == "'"
    assert item.keys["y"] == (4, 5, 4, 6) and item.values["y"].text == "two words"
    assert root.get("b", "c") is None and root.get("a") is root.values["a"]


def test_several_documents_and_none() -> None:
    assert [plain(node) for node in load_all("a: 1\n---\n---\nb: 2\n")] == [{"a": "1"}, {"b": "2"}]
    assert load_all("# nothing\n") == [] and load("") is None


def test_merge_keys_give_what_is_not_said_here() -> None:
    root = load("base: &b {image: x, tag: y}\nuse:\n  <<: *b\n  tag: z\nmore:\n  <<: [*b, {n: 1}]\n")
    assert root is not None
    assert plain(root.values["use"]) == {"tag": "z", "image": "x"}
    assert plain(root.values["more"]) == {"image": "x", "tag": "y", "n": "1"}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: [1, 2\nb: 3\n", 2, "is not valid YAML"),
        ("a: b: c\n", 1, "is not valid YAML"),
        ("a: 1\n\tb: 2\n", 2, "is not valid YAML"),
        ("a: *nothing\n", 1, "is not valid YAML"),
        ("a: 1\nb: \x07\n", 2, "control character"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", 2, "merge conflict"),
    ],
)
def test_a_broken_file_is_one_clear_line(text: str, line: int, said: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        load_all(text)
    assert caught.value.line == line and said in caught.value.message and "\n" not in caught.value.message


def test_a_file_that_multiplies_itself_stays_small() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    root = load("\n".join(lines))
    assert root is not None and sum(1 for _ in root.walk()) < 500


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, "- " * 100_000 + "x", "{a: " * 50_000])
def test_deep_nesting_is_refused_not_crashed_on(text: str) -> None:
    with pytest.raises(UnreadableError, match="nested too deeply"):
        load_all(text)


def test_an_alias_to_what_holds_it() -> None:
    root = load("a: &a\n  b: *a\n")
    assert root is not None and len(list(root.walk())) == 2


_VALUES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])),
    lambda inner: (
        st.lists(inner, min_size=1) | st.dictionaries(st.text("abc-_ :#", min_size=1), inner, min_size=1)
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(_VALUES, st.booleans())
def test_reads_what_was_written(value: object, flow: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True)
    root = load(text)
    assert root is not None
    assert plain(root) == value


def test_too_many_values_are_given_up_early() -> None:
    text = "a: 1\nb: [" + "x," * 2_500_000 + "x]\n"
    started = time.perf_counter()
    with pytest.raises(UnreadableError, match=f"more than {MOST_NODES:,} values") as caught:
        load_all(text)
    assert caught.value.line == 2
    assert time.perf_counter() - started < 20


def test_what_stands_under_keys() -> None:
    root = load("a: {b: [1, 2], c: x, d: ~, e: {f: g}}\n")
    assert root is not None
    assert [node.text for node in root.each("a", "b")] == ["1", "2"]
    assert [node.text for node in root.each("a", "c")] == ["x"]
    assert root.each("a", "d") == root.each("a", "none") == []
    assert [node.string_at("f") for node in root.each("a", "e")] == ["g"]
    assert (root.string_at("a", "c"), root.string_at("a", "d"), root.string_at("a", "b")) == ("x", "", "")
