"""A parser of options that says what is wrong in one line, like every other error of the command."""

from __future__ import annotations

import argparse
from typing import NoReturn

from lint_rules.errors import ConfigError


class Parser(argparse.ArgumentParser):
    """Abbreviations are refused: they change their meaning when an option is added."""

    def __init__(self, prog: str, **given: object) -> None:
        super().__init__(prog, allow_abbrev=False, **given)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message.removeprefix('argument ')}; `{self.prog} --help` lists what there is")
