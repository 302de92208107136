"""Turns values of YAML files into entries: scripts into commands, references into images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.manifests.formats.scripts import excerpt
from lint_rules.manifests.formats.yaml import documents
from lint_rules.manifests.images.reference import Image
from lint_rules.manifests.installs.packages import Packages
from lint_rules.manifests.shell.commands import SHELLS, commands
from lint_rules.manifests.text.variables import expand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.yaml import Node
    from lint_rules.manifests.shell.commands import Command
    from lint_rules.model import Span

# `<< parameters.image >>` of CircleCI would be a heredoc, `{{ image }}` of Jinja two words.
_PARAMETER = re.compile(r"<<\s*[\w.-]+\s*>>")
_TEMPLATE = re.compile(r"\{%|\{\{[^}]*\}\}|:[ ]+[\w./:-]*\{[A-Z][A-Z0-9_]+\}[/:]")
_FOLDERS = re.compile(r"\{\{|\b(?:templates?|cookiecutter|skeleton|scaffold|chart|charts)\b", re.IGNORECASE)
_OTHER_SHEBANG = re.compile(r"\s*#!(?!.*\b(?:ba|z|da|k|a)?sh\b)")


class Parts:
    """Makes entries of the nodes of one file."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self._lines: list[str] = []

    @property
    def lines(self) -> Sequence[str]:
        if not self._lines:
            self._lines = split_lines(self.manifest.text)
        return self._lines

    def documents(self) -> Iterator[Node]:
        """The documents of the file. A template that is no YAML yet has as many as can be read."""
        try:
            yield from documents(self.manifest.text)
        except UnreadableError:
            if not is_template(self.manifest):
                raise

    def commands(self, script: Node | None) -> Iterator[Command]:
        """The commands of a script: a text, or a list of texts, which may hold lists."""
        if script is None or script.is_null:
            return
        if script.text is not None:
            yield from self._script(script)
        for item in script.items:
            yield from self.commands(item)

    def _script(self, script: Node) -> Iterator[Command]:
        text = excerpt(script, self.lines)
        if _OTHER_SHEBANG.match(text.text):
            return
        if "<<" in text.text:
            text = text.with_text(_PARAMETER.sub(lambda m: "$".ljust(len(m[0]), "_"), text.text))
        yield from commands(text)

    def arguments(self, *lists: Node | None) -> Iterator[Command]:
        """The commands that `command: [bash, -c]` and `args: [script]` hand to a shell, or that a text is."""
        for node in lists:
            yield from self.commands(node) if node is not None and node.text is not None else ()
        words = [item for node in lists if node is not None for item in (node.items or [node])]
        shell = next((n for n, w in enumerate(words) if _is_shell(w)), None)
        if shell is None:
            return
        for at in range(shell + 1, len(words) - 1):
            if re.fullmatch(r"-[a-z]*c", words[at].text or ""):
                yield from self._script(words[at + 1])
                return

    def image(self, node: Node | None, known: Mapping[str, str] | None = None) -> Iterator[Image]:
        """The image that a value names; none where it is no text."""
        if node is not None and node.string:
            yield Image(self.span(node), expand(node.string, known or {}))

    def packages(self, manager: str, label: str, lists: Node | None) -> Iterator[Packages]:
        """A list of packages, if it holds any."""
        items = lists.items if lists is not None else []
        named = tuple((i.string, self.span(i)) for i in items if i.string and not i.string.startswith("-"))
        if named and lists is not None:
            yield Packages(lists.span, manager, label, named)

    def span(self, node: Node) -> Span:
        """Where the text of a value stands, without its quotes."""
        text = excerpt(node, self.lines)
        return text.span(0, max(len(text.text.rstrip()), 1))


def is_template(manifest: Manifest) -> bool:
    """Whether a file becomes YAML only when it is filled in, as what it holds and where it lies say."""
    return bool(_TEMPLATE.search(manifest.text) or _FOLDERS.search(manifest.shown.rpartition("/")[0]))


def _is_shell(word: Node) -> bool:
    return (word.text or "").rpartition("/")[2] in SHELLS
