"""Answers to questions that lead back to themselves do not depend on which one came first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lint_rules.analysis.project.asking import Asking

NAMES = st.integers(0, 5)


class Graph:
    """What is found at a node, and at all nodes that it leads to."""

    def __init__(self, edges: dict[int, list[int]]) -> None:
        self.edges = edges
        self.answered = 0
        self._asking: Asking[int] = Asking()

    def found(self, node: int) -> list[int]:
        return self._asking.ask(node, lambda: self._find(node))

    def _find(self, node: int) -> list[int]:
        self.answered += 1
        return [node, *(far for near in self.edges.get(node, ()) for far in self.found(near))]


def reached(edges: dict[int, list[int]], start: int) -> set[int]:
    found, pending = set(), [start]
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            pending += edges.get(node, ())
    return found


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=4)), st.lists(NAMES, min_size=1, max_size=8))
def test_each_question_finds_all_that_it_leads_to_whatever_was_asked_before(
    edges: dict[int, list[int]], questions: list[int]
) -> None:
    graph = Graph(edges)
    for node in questions:
        assert set(graph.found(node)) == reached(edges, node)


def test_without_a_circle_each_question_is_answered_once() -> None:
    graph = Graph({0: [1, 2], 1: [3], 2: [3]})
    for node in (0, 1, 2, 3, 0):
        graph.found(node)
    assert graph.answered == 4


def test_in_a_circle_of_many_no_question_is_answered_twice_on_the_way() -> None:
    everyone = list(range(40))
    graph = Graph(dict.fromkeys(everyone, everyone))
    assert set(graph.found(0)) == set(everyone)
    assert graph.answered == 40


def test_a_question_that_fails_may_be_asked_again() -> None:
    asking: Asking[int] = Asking()
    answers = iter([None, [1]])

    def answer() -> list[int]:
        found = next(answers)
        if found is None:
            raise RecursionError
        return found

    try:
        asking.ask("q", answer)
    except RecursionError:
        assert asking.ask("q", answer) == [1]
