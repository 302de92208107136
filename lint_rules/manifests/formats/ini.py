"""INI files as setuptools reads them, with the place of each line of a value."""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.manifests.formats.faults import refuse_conflicts
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CHARACTERS = 1_000_000  # of a file that people write
_SECTION = re.compile(r"\[([^\]]+)\]")
_OPTION = re.compile(r"([^\s=:#;][^=:]*?)\s*[=:]\s*")


@dataclass(frozen=True)
class ValueLine:
    """One line of the value of an option, without the blanks around it."""

    section: str
    option: str
    text: str
    span: Span


def lines(text: str) -> Iterator[ValueLine]:
    """Every line of every value. Raises `UnreadableError` for what `configparser` refuses."""
    _check(text)
    section = option = ""
    for number, raw in enumerate(split_lines(text), 1):
        line = raw.rstrip()
        if not line or line.lstrip()[0] in "#;":
            continue
        start = len(line) - len(line.lstrip())
        if not start:
            heading, named = _SECTION.match(line), _OPTION.match(line)
            if heading:
                section, option = heading[1], ""
                continue
            option = named[1].lower() if named else line.lower()
            start = named.end() if named else len(line)
        if line[start:]:
            span = Span(number, start + 1, number, len(line) + 1)
            yield ValueLine(section, option, line[start:], span)


def _check(text: str) -> None:
    refuse_conflicts(text)
    if len(text) > MOST_CHARACTERS:
        raise UnreadableError(f"is too large to be read: it has more than {MOST_CHARACTERS:,} characters")
    try:
        configparser.RawConfigParser(strict=False, allow_no_value=True).read_string(text)
    except configparser.MissingSectionHeaderError as error:
        raise UnreadableError("is not valid INI: a section is missing before it", error.lineno) from None
    except (AttributeError, configparser.ParsingError) as error:
        # Under an option without a value, older parsers trip over themselves, newer ones name no lines.
        found = getattr(error, "errors", None)
        line = found[0][0] if found else _goes_on(text)
        raise UnreadableError("is not valid INI: this line means nothing", line) from None
    except configparser.Error as error:
        raise UnreadableError(f"is not valid INI: {str(error).splitlines()[0]}") from None


def _goes_on(text: str) -> int:
    """The first indented line below an option that has no value to go on with."""
    above = ""
    for number, line in enumerate(split_lines(text), 1):
        if not line.strip() or line.lstrip()[0] in "#;":
            continue
        if line[0] in " \t" and above and "=" not in above and ":" not in above and above[0] != "[":
            return number
        above = line if line[0] not in " \t" else above
    return 1
