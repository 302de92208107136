"""The entry point of the command `repro-lint`."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from lint_rules.command.status import FAILED, FOUND
from lint_rules.errors import LintError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name of a file need not fit the terminal's encoding
            stream.reconfigure(errors="backslashreplace")
    try:
        return _dispatch(given)
    except LintError as error:
        print(f"repro-lint: error: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # `repro-lint | head` closes the pipe; the interpreter must not flush into it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except OSError as error:  # a folder that we may not enter, a full disk
        where = f"{error.filename}: " if error.filename else ""
        print(f"repro-lint: error: {where}{error.strerror or error}", file=sys.stderr)
        with suppress(OSError):  # what is left in the buffer would fail once more
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # 1, which a traceback ends with, would say that something was found
        sys.excepthook(*sys.exc_info())
        print(f"repro-lint: error: failed with {type(error).__name__}, please report this", file=sys.stderr)
        return FAILED


def _dispatch(given: list[str]) -> int:
    """The first word names the use; a folder of that name is `./server`."""
    use = given[0] if given else None
    if use == "rules":
        from lint_rules.command.manual import list_rules

        return list_rules(given[1:])
    if use == "rule":
        from lint_rules.command.manual import print_rules

        return print_rules(given[1:])
    if use == "server":
        from lint_rules.command.server import run_server

        return run_server(given[1:])
    gc.disable()  # syntax trees are many objects and few circles: looking for these costs a third of a run
    atexit.register(gc.freeze)  # nor are they looked for in what is left when the process ends
    from lint_rules.command.lint import run
    from lint_rules.command.options import parser

    return run(parser().parse_args(given))
