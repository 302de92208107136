"""Which programs bring in a file, by whatever chain of imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lint_rules.analysis.project.callgraph import Project
    from lint_rules.analysis.scanning.facts import Facts


def files_by_program(project: Project, programs: Iterable[Facts]) -> Mapping[str, int]:
    """For the path of each file the programs that import it, and itself where it is one, as bits.

    The first program is the lowest bit. Sets of bits are widened along the imports until nothing changes.
    """
    found = {facts.path: 0 for facts in project.files}
    for number, program in enumerate(programs):
        found[program.path] |= 1 << number
    imports: dict[str, list[str]] = {facts.path: [] for facts in project.files}
    for facts in project.files:
        for place in project.callers(facts.module):
            imports[project.file_of[id(place.scope)].path].append(facts.path)
    pending = [path for path, bits in found.items() if bits]
    while pending:
        path = pending.pop()
        for imported in imports[path]:
            widened = found[imported] | found[path]
            if widened != found[imported]:
                found[imported] = widened
                pending.append(imported)
    return found
