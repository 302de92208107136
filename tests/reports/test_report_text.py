"""Text that is safe and fits."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pytest_repro.reports.text import cells, paragraph, printable, shorten, wrap

anything = st.text(st.characters(exclude_categories=[]))


@given(anything)
def test_what_is_printable_cannot_steer_a_terminal(text):
    told = printable(text)
    told.encode("utf-8")
    assert not {unicodedata.category(c) for c in told} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_escapes_tell_what_stood_there():
    assert printable("a\x1b[31m\u202e\udc80\n\t|é模") == "a\\x1b[31m\\u202e\\udc80\\n    |é模"


@given(anything, st.integers(3, 60))
def test_what_is_shortened_fits(text, room):
    told = shorten(printable(text), room)
    assert cells(told) <= room
    assert told == printable(text) or told.endswith("...")


def test_wide_characters_take_two_cells_and_combining_ones_none():
    assert cells("模型") == 4
    assert cells("e\u0301") == 1
    assert shorten("模型模型", 7) == "模型..."


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])), st.integers(1, 60))
def test_wrapping_loses_no_word_and_breaks_none(text, room):
    lines = wrap(text, room)
    assert " ".join(lines).split() == printable(text).split()
    assert all(cells(line) <= room or len(line.split()) == 1 for line in lines)


def test_the_breaks_of_a_text_stay():
    assert wrap("one\n\n    two", 40) == ["one", "", "    two"]


def test_a_label_stands_once_and_the_rest_hangs_under_it():
    lines = paragraph("one two three four five six seven eight", 36, indent=2, label="why: ")
    assert [line.text for line in lines] == ["  why: one two three four five six", "       seven eight"]
