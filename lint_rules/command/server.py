"""`repro-lint server`: a language server for editors, on standard input and output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.command.parser import Parser
from lint_rules.command.status import CLEAN
from lint_rules.errors import LintError

if TYPE_CHECKING:
    from collections.abc import Sequence


def run_server(arguments: Sequence[str]) -> int:
    description = (
        "Serve an editor by the Language Server Protocol: findings are diagnostics, fixes are actions."
    )
    parser = Parser("repro-lint server", description=description)
    parser.add_argument("--stdio", action="store_true", help="the only way to talk, and so the default")
    parser.parse_args(list(arguments))
    try:
        from lint_rules.lsp.server import serve
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise LintError("server: needs pygls 2 or later: pip install pygls") from None
    serve()
    return CLEAN
