"""From tokens to simple commands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.entries import Entry
from lint_rules.manifests.shell.tokens import Redirect, Tokens
from lint_rules.manifests.shell.words import MAX_DEPTH, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.manifests.text.excerpt import Excerpt
    from lint_rules.model import Span

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(\[[^\]]*\])?\+?=")
# Words that stand before a command, or close what stood around one.
_RESERVED_WORDS = "if then else elif fi do done while until { } ! time coproc esac"
_RESERVED = frozenset(_RESERVED_WORDS.split())
MOST_CHARACTERS = 400_000
SHELLS = frozenset(["sh", "bash", "zsh", "dash", "ash", "ksh", "su"])


@dataclass(frozen=True)
class Command(Entry):
    """A simple command: `FOO=1 pip install x > log`. Offsets of its words count in the text of `script`."""

    script: Excerpt = field(repr=False, compare=False)
    words: tuple[Word, ...]
    assignments: tuple[Word, ...] = ()
    redirects: tuple[Redirect, ...] = ()

    def place(self, first: Word, last: Word | None = None) -> Span:
        """Where a word of the command stands, or all from one to another."""
        return self.script.span(first.start, (last or first).end)


def commands(script: Excerpt) -> Iterator[Command]:
    """Every simple command of a script, those in substitutions before the command that holds them.

    Raises `UnreadableError` for a script that nobody can have written.
    """
    if len(script.text) > MOST_CHARACTERS:
        message = f"is too large to be read: a script of more than {MOST_CHARACTERS:,} characters"
        raise UnreadableError(message, *script.place(0))
    yield from _commands(script, 0, len(script.text), 0)


def command_with_scripts(script: Excerpt, words: list[Word]) -> Iterator[Command]:
    """A command whose words are known already, and those of the scripts that it hands to a shell."""
    yield from _finished(script, words, [], 0)


def _commands(script: Excerpt, start: int, end: int, depth: int) -> Iterator[Command]:
    words: list[Word] = []
    redirects: list[Redirect] = []
    opened = 0
    for token in Tokens(script.text, start, end):
        if isinstance(token, Redirect):
            redirects.append(token)
        elif isinstance(token, Word):
            words.append(token)
            if token.inner and depth < MAX_DEPTH:
                for inner in token.inner:
                    yield from _commands(script, *inner, depth + 1)
        else:
            # What stands before `(` is the name of a function, before a `)` that closes nothing a pattern.
            if token.text != "(" and (token.text != ")" or opened):
                yield from _finished(script, words, redirects, depth)
            opened = max(opened + {"(": 1, ")": -1}.get(token.text, 0), 0)
            words, redirects = [], []
    yield from _finished(script, words, redirects, depth)


def _finished(script: Excerpt, words: list[Word], redirects: list[Redirect], depth: int) -> Iterator[Command]:
    words = _without_keywords(words)
    assignments: list[Word] = []
    while words and _ASSIGNMENT.match(words[0].value) and not _opens_quoted(words[0], script):
        assignments.append(words.pop(0))
    if not words and not assignments:
        return
    everything = [*assignments, *words]
    span = script.span(everything[0].start, everything[-1].end)
    yield Command(span, script, tuple(words), tuple(assignments), tuple(redirects))
    if depth < MAX_DEPTH:
        for inner in _scripts(script.text, words, redirects):
            yield from _commands(script, *inner, depth + 1)


def _opens_quoted(word: Word, script: Excerpt) -> bool:
    """`"A=1"` is a command of that name."""
    return script.text[word.start : word.start + 1] in ("'", '"')


def _without_keywords(words: list[Word]) -> list[Word]:
    at = 0
    while at < len(words) and words[at].value in _RESERVED and not words[at].quoted:
        at += 1
    rest = words[at:]
    if rest and rest[0].value in ("for", "select"):
        return []
    if rest and rest[0].value == "function":
        return _without_keywords(rest[2:])
    if rest and rest[0].value == "case":
        after = next((n for n, word in enumerate(rest) if word.value == "in"), len(rest))
        return rest[after + 1 :]
    return rest


def _scripts(text: str, words: list[Word], redirects: list[Redirect]) -> Iterator[tuple[int, int]]:
    """Where scripts stand that a command hands to a shell: `bash -c '…'`, `bash <<EOF`."""
    at = next((n for n, w in enumerate(words) if w.value.rpartition("/")[2] in SHELLS), None)
    if at is None:
        return
    options = words[at + 1 :]
    for option, script in pairwise(options):
        if re.fullmatch(r"-[a-z]*c", option.value) or option.value == "--command":
            if text[script.start : script.start + 1] in ("'", '"'):
                yield script.start + 1, max(script.end - 1, script.start + 1)
            return
    if at == 0:
        yield from (r.body for r in redirects if r.body is not None)
