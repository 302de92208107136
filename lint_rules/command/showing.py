"""`--show-files` and `--show-settings`: what would be linted, and how."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from lint_rules.config import TABLE

if TYPE_CHECKING:
    from lint_rules.engine import Session


def show_files(session: Session) -> None:
    sys.stdout.write("".join(f"{path}\n" for path in session.files()))


def show_settings(session: Session) -> None:
    """The settings as a table that `--config` reads."""
    print(f"# root = {_toml(session.root)}\n[{TABLE}]")
    for setting in fields(session.config):
        name, value = setting.name.replace("_", "-"), getattr(session.config, setting.name)
        print(f"{name} = {_toml(value)}" if value is not None else f"# {name} is not set")


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        pairs = [f"{_toml(key)} = {_toml(item)}" for key, item in value.items()]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    # What JSON escapes TOML does too, and one character more.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
