"""What the project settles before a statement is parsed: rules that could say nothing of it are sent away.

The scan of one file cannot know whether a seed reaches a draw, so each draw makes a rule want its statement.
Once all files are scanned the project knows, and mostly nothing is left to be parsed with libcst.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.model import CONFIDENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lint_rules.analysis.project.questions import Questions
    from lint_rules.analysis.scanning.facts import Facts
    from lint_rules.config import Config


class Settling:
    """Does so for the rules of one run.

    `unseeded` are the rules about unseeded draws, with the stream of each, `beside_seeds` those that look for
    something only where something else seeds.
    """

    def __init__(self, unseeded: Mapping[str, str], beside_seeds: frozenset[str], config: Config) -> None:
        self._unseeded = unseeded
        self._beside_seeds = beside_seeds
        self._config = config

    def settle(self, facts: Facts, questions: Questions) -> None:
        """Take off each chunk the rules that could say nothing of it that is shown."""
        numbers = {id(scope): number for number, scope in enumerate(facts.scopes)}
        for chunk in facts.chunks:
            for code in sorted(chunk.wanted_by & self._unseeded.keys()):
                where = sorted(numbers.get(key, -1) for key in chunk.wanted_in[code])
                if not self._may_be_unseeded(facts, where, self._unseeded[code], questions):
                    chunk.unwant(code)
            beside = chunk.wanted_by & self._beside_seeds
            # In a definition of the chunk, or in the module around it.
            if beside and not questions.ask("any-holds-seed", -1, *(numbers[id(s)] for s in chunk.scopes)):
                for code in beside:
                    chunk.unwant(code)

    def _may_be_unseeded(self, facts: Facts, where: list[int], stream: str, questions: Questions) -> bool:
        """Whether a draw in one of some scopes may be reported.

        A seed before they begin is one for all in them, but for what a module does as a program only.
        """
        if facts.guarded and -1 in where:
            return True
        sure = questions.ask("surest-unseeded", stream, *where)
        return sure in CONFIDENCES and self._config.shows(sure)
