"""`repro-lint rule` and `repro-lint rules`: what the rules are."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from lint_rules.catalogue import catalogue
from lint_rules.command.parser import Parser
from lint_rules.command.status import CLEAN
from lint_rules.config import check_selectors
from lint_rules.model import SYNTAX_ERROR, SYNTAX_ERROR_NAME, SYNTAX_ERROR_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.rule import Rule


def list_rules(arguments: Sequence[str]) -> int:
    """Every rule on a line, those with a fix marked `[*]`, or as JSON."""
    options = _parser("rules", "List every rule.").parse_args(list(arguments))
    if options.output_format == "json":
        _print_json([_described(rule.load()) for rule in catalogue()])
        return CLEAN
    print(f"{SYNTAX_ERROR}  {SYNTAX_ERROR_NAME:<32} {SYNTAX_ERROR_SUMMARY}")
    for rule in (listed.load() for listed in catalogue()):
        marks = f"{'[*] ' if rule.has_fix() else ''}{'(opt-in) ' if rule.opt_in else ''}"
        print(f"{rule.code}  {rule.name:<32} {marks}{rule.summary()}")
    return CLEAN


def print_rules(arguments: Sequence[str]) -> int:
    """The documentation of some rules, in the order of their codes."""
    parser = _parser("rule", "Print the documentation of rules.")
    parser.add_argument("rules", nargs="+", metavar="RULE", help="a code, a family (REP1), a name, or ALL")
    options = parser.parse_args(list(arguments))
    given = [name.upper() if name[:3].lower() == "rep" else name for name in options.rules]
    wanted = check_selectors(given, "rule")
    listed = [rule for rule in catalogue() if any(w == "ALL" or rule.code.startswith(w) for w in wanted)]
    shown = [rule.load() for rule in listed]
    if options.output_format == "json":
        _print_json([_described(rule) for rule in shown])
    else:
        print("\n".join(rule.documentation() for rule in shown), end="")
    return CLEAN


def _parser(command: str, description: str) -> Parser:
    parser = Parser(f"repro-lint {command}", description=description)
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    return parser


def _described(rule: type[Rule]) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary(),
        "fix": rule.has_fix(),
        "opt_in": rule.opt_in,
        "explanation": rule.documentation(),
    }


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
