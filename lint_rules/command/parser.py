"""A parser of options that says what is wrong in one line, like every other error of the command."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from typing import NoReturn

from lint_rules.errors import ConfigError


class _Help(argparse.RawDescriptionHelpFormatter):
    """Finds out the width of the terminal itself.

    argparse makes a formatter for every option, and asks `shutil`, which takes long to import.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


class Parser(argparse.ArgumentParser):
    """Abbreviations are refused: they change their meaning when an option is added."""

    def __init__(self, prog: str, **given: object) -> None:
        super().__init__(prog, allow_abbrev=False, formatter_class=_Help, **given)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message.removeprefix('argument ')}; `{self.prog} --help` lists what there is")


def _columns() -> int:
    with suppress(ValueError):
        if (columns := int(os.environ.get("COLUMNS", "0"))) > 0:
            return columns
    with suppress(AttributeError, ValueError, OSError):  # no standard output, closed, or no terminal
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    return 80
