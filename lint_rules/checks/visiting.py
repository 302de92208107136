"""The wanted parts of a Python file, parsed and shown to the rules."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from lint_rules.analysis.reading import sources
from lint_rules.analysis.tree.nodes import node_names
from lint_rules.analysis.tree.source import SourceFile
from lint_rules.analysis.tree.unreachable import is_unreachable
from lint_rules.catalogue import catalogue
from lint_rules.checks import containing
from lint_rules.checks.findings import finding_of
from lint_rules.fixes import fix_of
from lint_rules.model import Span
from lint_rules.registry import visitor_names
from lint_rules.rule import SourceRule
from lint_rules.suppression import is_suppressed, suppressions_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import libcst as cst

    from lint_rules.analysis.project.questions import Questions
    from lint_rules.analysis.scanning.facts import Facts
    from lint_rules.config import Config
    from lint_rules.model import Finding
    from lint_rules.rule import Problem, Rule


def problems_in(text: str, facts: Facts, questions: Questions, root: Path, config: Config) -> list[Finding]:
    """What the rules say of the marked chunks. Raises `UnreadableError` if libcst cannot parse them."""
    codes = frozenset(code for chunk in facts.chunks for code in chunk.wanted_by)
    try:
        file = SourceFile(text, facts, codes, questions, root, config)
    except sources.parser_errors() as error:
        raise sources.UnreadableError.from_parser(error) from None
    failures: list[Finding] = []
    raw = _problems(file, [_loaded(code) for code in sorted(codes)], failures)
    found: dict[tuple[Finding, tuple[int, ...]], None] = {}
    lines = file.lines
    for rule, problem in raw:
        with suppress(RecursionError):  # one place too deep to be told leaves the others
            found[_located(file, rule, problem, failures)] = None
    vars(file).clear()  # it and its helpers hold each other: this frees them at once
    if not found:
        return failures
    numbers = [n for finding, around in found for n in (finding.line, finding.end_line, *around)]
    silenced = suppressions_at(numbers, text, lines)
    left = (finding for finding, around in found if not is_suppressed(finding, silenced, *around))
    return [*dict.fromkeys(left), *failures]


@cache
def _loaded(code: str) -> type[SourceRule]:
    rule = next(listed for listed in catalogue() if listed.code == code).load()
    assert issubclass(rule, SourceRule)
    return rule


def _problems(
    file: SourceFile, rules: list[type[SourceRule]], failures: list[Finding]
) -> list[tuple[type[Rule], Problem]]:
    """One pass over the nodes, each handed to the rules that asked for its type."""
    table: dict[type, list[tuple[type[Rule], Callable[[cst.CSTNode], Iterator[Problem] | None]]]]
    table = defaultdict(list)
    for rule in rules:
        instance = rule(file)
        for name, node_type in _visitors(rule.code).items():
            table[node_type].append((rule, getattr(instance, name)))
    found: list[tuple[type[Rule], Problem]] = []
    for node in file.of_kinds(table):
        for speaker, visit in table[type(node)]:
            said: list[Problem] = []
            try:  # not `suppress`, which takes as long as most visits
                said.extend(visit(node) or ())  # it keeps what came before an error
            except RecursionError:  # an expression that is too deep to be judged
                pass
            except containing.MEANT:
                raise
            except containing.CONTAINED as error:
                failures.append(
                    containing.internal_error(file.facts.path, error, file.position(node), speaker)
                )
            found += [(speaker, problem) for problem in said if not _is_unreachable(file, problem)]
    return found


def _is_unreachable(file: SourceFile, problem: Problem) -> bool:
    return not isinstance(problem.where, Span) and is_unreachable(file, problem.where)


@cache
def _visitors(code: str) -> Mapping[str, type]:
    return {name: node_names()[name] for name in visitor_names(_loaded(code))}


def _located(
    file: SourceFile, rule: type[Rule], problem: Problem, failures: list[Finding]
) -> tuple[Finding, tuple[int, ...]]:
    """The finding, and where else a comment silences it: its expression begins there, its statement ends."""
    where = problem.where
    around: tuple[int, ...] = ()
    if isinstance(where, Span):
        span = where
    else:
        span, around = file.pointed_at(where), (file.position(where).line, file.last_line(where))
    fix = None
    try:
        fix = fix_of(problem.fix, file) if problem.fix is not None else None
    except RecursionError:
        raise
    except containing.MEANT:
        raise
    except containing.CONTAINED as error:
        failures.append(
            containing.internal_error(file.facts.path, error, span, rule, "the finding has no fix")
        )
    return finding_of(rule, file.facts.path, problem, span, fix), around
