"""A remote file that an instruction puts into an image."""

from __future__ import annotations

from dataclasses import dataclass

from lint_rules.entries import Entry


@dataclass(frozen=True)
class RemoteFile(Entry):
    """`ADD https://…`."""

    address: str
    checked: bool  # by `--checksum`
