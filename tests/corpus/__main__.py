"""Run the corpus and print its score: ``python -m tests.corpus [--programs FOLDER] [--jobs N] [NAME ...]``.

Exit code 0 when every target is reached, 1 when one is not, 2 for a program that there is not.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tests.corpus.case import PROGRAMS, Case, cases
from tests.corpus.run import run
from tests.corpus.score import Judged, Score


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        chosen = cases(tuple(options.program), options.programs)
    except ValueError as error:
        print(f"corpus: {error}", file=sys.stderr)
        return 2
    judged = _judge(chosen, options.jobs, options.output)
    score = Score(judged)
    for measure, value, target, reached in score.table():
        print(f"{measure:<32} {value:>8}  {target:<8} {'' if reached else 'NOT REACHED'}".rstrip())
    return 0 if all(reached for *_, reached in score.table()) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("program", nargs="*", help="names of programs; default: all")
    parser.add_argument(
        "--programs", type=Path, default=PROGRAMS, help="a folder of others, each with a case.toml"
    )
    parser.add_argument("--jobs", type=int, default=max((os.cpu_count() or 2) // 2, 1), help="at a time")
    parser.add_argument("--output", action="store_true", help="also print the report of what went wrong")
    return parser


def _judge(chosen: list[Case], jobs: int, output: bool) -> list[Judged]:
    """Check the programs, several at a time, and say of each what became of it."""
    judged: dict[str, Judged] = {}
    with ThreadPoolExecutor(jobs) as pool:
        futures = {pool.submit(run, case): case for case in chosen}
        for number, future in enumerate(as_completed(futures), 1):
            case = futures[future]
            one = judged[case.name] = Judged(case, future.result())
            verdict = "; ".join(one.wrong) or "right"
            place = f"[{number}/{len(chosen)}]"
            print(f"{place:>8} {case.name:<28} {one.found.seconds:5.1f} s  {verdict}", flush=True)
            if output and one.wrong:
                print(one.found.output, flush=True)
    return [judged[case.name] for case in chosen]


if __name__ == "__main__":
    sys.exit(main())
