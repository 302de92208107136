"""Shell scripts taken apart: which commands there are, with which words, and where."""

from __future__ import annotations

import random
import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint_rules.manifests.shell.commands import commands
from lint_rules.manifests.shell.programs import program
from lint_rules.manifests.text.excerpt import Excerpt


def words(script: str) -> list[str]:
    found = commands(Excerpt.whole(textwrap.dedent(script)))
    return [" ".join(word.value for word in command.words) for command in found]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a b && c || d; e & f | g |& h\ni", ["a b", "c", "d", "e", "f", "g", "h", "i"]),
        ("a \\\n  b 'c d' \"e f\" g\\ h", ["a b c d e f g h"]),
        ("a b # c && d\ne#f", ["a b", "e#f"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
        ("for x in a b; do c $x; done; while d; do e; done", ["c $x", "d", "e"]),
        ("case $x in\n  a|b) c;;\n  *) d ;;\nesac; e", ["a", "c", "d", "e"]),
        ("f() { a; }\nfunction g { b; }\n(c; d); { e; }", ["a", "b", "c", "d", "e"]),
        ("a $(b c) `d` <(e)", ["b c", "d", "e", "a $(b c) `d` <(e)"]),
        ('a "x $(b "c d") y"', ["b c d", 'a x $(b "c d") y']),
        ("bash -lc 'a && b'; sh -c \"c\"; bash x", ["bash -lc a && b", "a", "b", "sh -c c", "c", "bash x"]),
        ("docker run i bash -c 'a b'", ["docker run i bash -c a b", "a b"]),
        ("cat <<EOF && b\na\nEOF\nc", ["cat", "b", "c"]),
        ("cat <<-'A' <<B\n\tx\n\tA\ny\nB\nc", ["cat", "c"]),
        ("bash <<EOF\na b\nEOF\nc", ["bash", "a b", "c"]),
        ("cat <<< a; b", ["cat", "b"]),
        ("((i << 2)); a=$((1 << 2)); b", ["((i << 2))", "", "b"]),
        ("x=(a 'b c' #d\n e); f", ["", "f"]),
        ("! a; time b; A=1 B='2 3' c", ["a", "b", "c"]),
        ("a ${x:-b c} ${{ d || e }} {{ f }} $[[ g ]]", ["a ${x:-b c} ${{ d || e }} {{ f }} $[[ g ]]"]),
        ("a >b 2>&1 &>c <d 3<>e f", ["a f"]),
        ("a 'b", ["a b"]),
        ('a "b $(c', ["c", "a b $(c"]),
        ("a ${b", ["a ${b"]),
        ("a 'b\nc' d\r\ne\r\n", ["a b\nc d", "e"]),
        ("a --x='b c' d\"e\"f", ["a --x=b c def"]),
        ("", []),
    ],
)
def test_commands(script: str, expected: list[str]) -> None:
    assert words(script) == expected


def test_places_redirections_and_assignments() -> None:
    text = "x\nif y; then\n  A=1 pip \\\n    install 'a b' >=1.0 2> log; fi\n"
    command = list(commands(Excerpt.whole(text)))[2]
    assert command.span == (3, 3, 4, 18)
    assert command.place(command.words[2]) == (4, 13, 4, 18)
    assert [word.value for word in command.assignments] == ["A=1"]
    targets = [(r.operator, r.target.value) for r in command.redirects if r.target]
    assert targets == [
        (">", "=1.0"),
        (">", "log"),
    ]


def test_what_is_known_of_a_word() -> None:
    (command,) = commands(Excerpt.whole("""a '$b' "$b" b$(c) {{b}} \\$b""".replace("$(c)", "$c")))
    assert [(w.dynamic, w.quoted) for w in command.words] == [
        *((False, False), (False, True), (True, True), (True, False), (True, False), (False, False))
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("sudo -E -u root pip install x", ("pip", "install x")),
        ("env A=1 B=2 pip3.11 install x", ("pip", "install x")),
        ("/opt/venv/bin/pip install x", ("pip", "install x")),
        ("python3 -u -m pip install x", ("pip", "install x")),
        ("python -W ignore -mpip install x", ("pip", "install x")),
        ("py -3.11 -m pip install x", ("pip", "install x")),
        ("$(PYTHON) -m pip install x", ("pip", "install x")),
        ("${{ env.PY }} install x", ("${{ env.PY }}", "install x")),
        ('"${VENV}/bin/pip" install x', ("pip", "install x")),
        ("$PIP install x", ("pip", "install x")),
        ("${BIN}pip3 install x", ("pip", "install x")),
        ("conda run -n env pip install x", ("pip", "install x")),
        ("poetry run pip install x", ("pip", "install x")),
        ("conda install x", ("conda", "install x")),
        ("timeout -k 5 300 pip install x", ("pip", "install x")),
        ("xargs -n 1 pip install x", ("pip", "install x")),
        ("xargs -0 -I {} pip install x", ("pip", "install x")),
        ("nice -n 5 nohup pip install x", ("pip", "install x")),
        ("python setup.py install x", ("python", "setup.py install x")),
        (r"C:\\Python\\python.exe -m pip install x", ("pip", "install x")),
        ("sudo", ("", "")),
    ],
)
def test_the_program_behind_a_command(script: str, expected: tuple[str, str]) -> None:
    *_, command = commands(Excerpt.whole(script))
    name, arguments = program(command)
    assert (name, " ".join(word.value for word in arguments)) == expected


PARTS = [
    *"ab'\"`$(){}<>|&;#\\ \n=",
    *("$(", "${", "<<", "<<EOF\n", "EOF\n", "((", "))", "${{", "}}", "bash -c ", "case x in "),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=40))
def test_any_script_ends_and_stays_in_its_place(parts: list[str]) -> None:
    text = "".join(parts)
    for command in commands(Excerpt.whole(text)):
        for word in (*command.words, *command.assignments):
            assert 0 <= word.start < word.end <= len(text)


@pytest.mark.parametrize("opening", ["$(", "(", "`", '"', "${", "<(", "bash -c '", "((", "<<A ", "{{"])
def test_endless_nesting_takes_no_time(opening: str) -> None:
    started = time.perf_counter()
    words(opening * 20_000)
    assert time.perf_counter() - started < 10


def test_long_scripts() -> None:
    line = "if [ -n \"$X\" ]; then pip install 'a==1' b; fi  # why\n"
    started = time.perf_counter()
    assert len(words(line * 5_000)) == 10_000
    assert time.perf_counter() - started < 20


def test_an_excerpt_gives_each_character_back() -> None:
    lines = [("ab", 3, 7), ("", 4, 1), ("c d", 5, 2)]
    excerpt = Excerpt(lines)
    assert excerpt.text == "abc d"
    assert [excerpt.place(n) for n in range(5)] == [(3, 7), (3, 8), (5, 2), (5, 3), (5, 4)]
    assert excerpt.span(1, 3) == (3, 8, 5, 3)
    assert Excerpt([]).span(0, 0) == (1, 1, 1, 2)
    order = list(range(5))
    random.Random(0).shuffle(order)
    assert [excerpt.with_text(".....").place(n) for n in order] == [excerpt.place(n) for n in order]
