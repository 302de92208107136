"""Dockerfiles: `Dockerfile`, `Containerfile`, `*.Dockerfile`, `Dockerfile.*`, in any case."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lint_rules.manifests.docker.instructions import HEREDOC, Flag, Instruction, flags_of, instructions
from lint_rules.manifests.downloads.remote import RemoteFile
from lint_rules.manifests.images.reference import Image
from lint_rules.manifests.shell.commands import command_with_scripts, commands
from lint_rules.manifests.shell.words import Word
from lint_rules.manifests.text.variables import expand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.shell.commands import Command

_NAME = re.compile(r"(?:.+\.)?(?:dockerfile|containerfile)(?:[._-][\w.-]+)?", re.IGNORECASE)
_OTHER = re.compile(
    r".*\.(?:dockerignore|md|rst|py|pyc|sh|bash|ya?ml|json|toml|txt|go|ts|js|rb|lock|orig|rej|bak|swp"
    r"|j2|jinja2?|tmpl|template|tpl|mustache|erb|m4|in|html|xml|ini|cfg)",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?P<image>\S+)(?:\s+AS\s+(?P<stage>\S+))?", re.IGNORECASE)
_PAIR = re.compile(r"(?P<name>[A-Za-z_]\w*)(?:=(?P<value>\"(?:[^\"\\]|\\.)*\"|'[^']*'|\S*))?")
_LONGEST = 1_000  # of a value: `ARG A=$A$A` doubles
_ADDRESS = re.compile(r"(?<![\w/])https?://[^\s\"',]+")
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SHELL = re.compile(r"(?:(?:/usr)?/bin/(?:env\s+)?)?(?:ba|z|da)?sh(?:\s+-\w+)*")


def matches(path: PurePath) -> bool:
    return bool(_NAME.fullmatch(path.name)) and not _OTHER.fullmatch(path.name)


def read(manifest: Manifest) -> Iterator[Entry]:
    """The images that a build starts from and copies from, and the commands that it runs."""
    yield from entries(manifest.text)


def entries(text: str) -> Iterator[Entry]:
    build = _Build()
    for instruction in instructions(text):
        yield from build.take(instruction)


class _Build:
    """What is known on the way down a Dockerfile."""

    def __init__(self) -> None:
        self.arguments: dict[str, str] = {}  # defaults of `ARG` before the first `FROM`
        self.stages: set[str] = set()
        self.count = 0
        self.foreign_shell = False  # cmd or PowerShell

    def take(self, instruction: Instruction) -> Iterator[Entry]:
        if instruction.keyword == "ONBUILD":
            yield from self._onbuild(instruction)
        elif instruction.keyword == "ARG" and self.count == 0:
            self._argument(instruction)
        elif instruction.keyword == "FROM":
            yield from self._from(instruction)
        elif instruction.keyword in ("COPY", "ADD"):
            yield from (self._image(instruction, f) for f in instruction.flags if self._is_image(f))
            yield from _remote_files(instruction) if instruction.keyword == "ADD" else ()
        elif instruction.keyword == "SHELL":
            self.foreign_shell = bool(re.search(r"powershell|pwsh|cmd", instruction.text, re.IGNORECASE))
        elif instruction.keyword == "RUN":
            yield from self._mounts(instruction)
            if not self.foreign_shell:
                yield from _commands(instruction)

    def _argument(self, instruction: Instruction) -> None:
        for pair in _PAIR.finditer(instruction.text):
            if pair["value"] is not None:
                value = expand(pair["value"].strip("\"'"), self.arguments)
                self.arguments[pair["name"]] = value[:_LONGEST]

    def _from(self, instruction: Instruction) -> Iterator[Image]:
        self.count += 1
        self.foreign_shell = False
        found = _FROM.match(instruction.arguments.text, _skip_blanks(instruction))
        if found is None:
            return
        name = found["image"].strip("\"'")
        if name.lower() not in self.stages:
            span = instruction.arguments.span(found.start("image"), found.end("image"))
            reference = expand(name, self.arguments)
            if reference.lower() not in self.stages:
                yield Image(span, reference)
        if found["stage"]:
            self.stages.add(found["stage"].lower())

    def _is_image(self, flag: Flag) -> bool:
        known = flag.value.isdigit() or flag.value.lower() in self.stages
        return flag.name == "from" and bool(flag.value) and not known

    def _image(self, instruction: Instruction, flag: Flag) -> Image:
        span = instruction.arguments.span(flag.start, flag.end)
        return Image(span, expand(flag.value, self.arguments))

    def _mounts(self, instruction: Instruction) -> Iterator[Image]:
        for flag in instruction.flags:
            found = re.search(r"(?:^|,)from=([^,]+)", flag.value) if flag.name == "mount" else None
            if found is not None:
                start = flag.start + found.start(1)
                part = Flag("from", found[1], start, start + len(found[1]))
                if self._is_image(part):
                    yield self._image(instruction, part)

    def _onbuild(self, instruction: Instruction) -> Iterator[Entry]:
        """`ONBUILD RUN …` is executed too, later."""
        text = instruction.arguments.text
        found = re.match(r"\s*([A-Za-z]+)", text)
        if found is None or found[1].upper() in ("FROM", "ONBUILD", "ARG"):
            return
        blank = " " * found.end()  # keeps the offsets
        yield from self.take(_behind(instruction, found[1].upper(), found.end(), blank))


def _behind(instruction: Instruction, keyword: str, start: int, blank: str) -> Instruction:
    arguments = instruction.arguments.with_text(blank + instruction.arguments.text[start:])
    flags, body = flags_of(arguments.text)
    return Instruction(keyword, flags, arguments, body, instruction.heredocs)


def _skip_blanks(instruction: Instruction) -> int:
    text = instruction.arguments.text
    return len(text) - len(text[instruction.body :].lstrip())


def _remote_files(instruction: Instruction) -> Iterator[RemoteFile]:
    """What `ADD` fetches. The last word is where it goes."""
    checked = any(flag.name == "checksum" and flag.value for flag in instruction.flags)
    found = list(_ADDRESS.finditer(instruction.arguments.text, instruction.body))
    for address in found:
        if not address[0].split("#")[0].endswith(".git"):
            yield RemoteFile(instruction.arguments.span(*address.span()), address[0], checked)


def _commands(instruction: Instruction) -> Iterator[Command]:
    text = instruction.text
    if text.startswith("[") and (words := _exec_form(instruction)):
        yield from command_with_scripts(instruction.arguments, words)
        return
    bare = HEREDOC.sub("", text).strip()
    if instruction.heredocs and (not bare or _SHELL.fullmatch(bare)):
        for heredoc in instruction.heredocs:
            yield from commands(heredoc)
        return
    script = instruction.arguments
    yield from commands(script.with_text(" " * instruction.body + script.text[instruction.body :]))


def _exec_form(instruction: Instruction) -> list[Word]:
    """The words of `["pip", "install", "x"]`, or none where that is no list of strings."""
    try:
        values = json.loads(instruction.text)
    except ValueError:
        return []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return []
    found = _JSON_STRING.finditer(instruction.arguments.text, instruction.body)
    return [Word(f.start(), f.end(), v, quoted=True) for f, v in zip(found, values, strict=False)]
