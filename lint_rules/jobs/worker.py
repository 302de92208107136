"""A process that scans and checks files for another one."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.checks.python import PythonChecks
from lint_rules.jobs.wire import pack_checked, pack_scanned, receive, send, unpack_config

if TYPE_CHECKING:
    from lint_rules.analysis.project.questions import Answer, Question


def main() -> None:
    """Follow orders from standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that gives the orders ends this one
    orders = sys.stdin.buffer
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not end up in a report
    gc.disable()

    def ask(question: Question) -> Answer:
        send(reports, ["ask", list(question)])
        answer: Answer = receive(orders)[0]
        return answer

    root, config = receive(orders)
    checks = PythonChecks(Path(root), unpack_config(config), {})
    while (order := receive(orders)) is not None:
        task, names = order
        for name in names:
            path = Path(name)
            if task == "scan":
                report = pack_scanned(checks.scan(path, linted=True))
            else:
                report = pack_checked(checks.check(path, ask))
            send(reports, [task, name, report])
        send(reports, ["done"])
        gc.collect(1)


if __name__ == "__main__":
    main()
