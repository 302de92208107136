"""Which sources are proposed for the lines at which two traces begin to differ."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis.divergence import Divergence
from pytest_repro.diagnosis.locate import Located
from pytest_repro.diagnosis.reading import Reader
from pytest_repro.diagnosis.taint import Root
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pytest_repro.diagnosis.proposal import Proposal

    Drawn = dict[str, list[int]]

FILE = "train.py"
SOURCES = (
    "clock",
    "completion-order",
    "directory-order",
    "hash-seed",
    "numpy-random",
    "object-identity",
    "os-entropy",
    "python-random",
)


def reader(
    fresh: Iterable[int],
    drawn: Drawn,
    later: Iterable[int] = (),
    shown: Iterable[tuple[int, int]] = (),
    flagged: Iterable[tuple[str, int]] = (),
    launches: Iterable[int] = (),
    in_children: Drawn | None = None,
    races: Iterable[int] = (),
    takes: Iterable[int] = (),
    apart: Iterable[int] = (),
    aside: Iterable[tuple[str, int]] = (),
    relative: Iterable[str] = (),
    ordering: Iterable[int] = (),
    starts: Iterable[int] = (),
) -> Reader:
    """``later``: lines that reach the result and read what differed before; the rest is as recorded."""
    seen = (*fresh, *later, *(line for pair in shown for line in pair))
    roots = {line: Root(FILE, line, line, "fit") for line in seen}
    children = in_children or {}
    divergence = Divergence(
        (), tuple(roots.values()), tuple(roots.values()), tuple(roots[line] for line in fresh),
        tuple((roots[a], roots[b]) for a, b in shown), 9,
        tuple(Root(FILE, line, line, "work") for line in apart),
    )  # fmt: skip
    evidence: Any = SimpleNamespace(
        launches=lambda: tuple((FILE, line) for line in launches),
        races=lambda: tuple((FILE, line) for line in races),
        takes=lambda: tuple((FILE, line) for line in takes),
        starts=lambda: tuple((FILE, line) for line in starts),
        places=lambda atom: tuple(
            (FILE, line) for line in (*drawn.get(atom.source, ()), *children.get(atom.source, ()))
        ),
        fields=lambda atom: (),
        child_places=lambda atom: tuple((FILE, line) for line in children.get(atom.source, ())),
        aside=lambda atom, places: all((atom.source, line) in set(aside) for _, line in places),
        relative=lambda atom, places: atom.source in set(relative),
        ran_in_child=lambda *place: False,
        sleeps=lambda file, function: False,
        site_at_place=lambda atom, place: place[1],
        site_of_root=lambda root: root.line,
        site_at=lambda *place: place[1],
    )
    locator: Any = SimpleNamespace(
        flagged=lambda atom: (),
        objects=lambda atom, place: (atom.source, place[1]) in set(flagged),
        racing=tuple,
        ordering=lambda atom: tuple((FILE, line) for line in ordering),
        at=lambda sites: Located(sites, ()),
        among=lambda atom, roots, places=(): Located(tuple(root.line for root in roots), ()),
    )
    return Reader(frozenset(map(Atom, SOURCES)), evidence, locator, divergence)


def names(proposal: Proposal) -> list[str]:
    return sorted(str(atom) for atom in proposal.atoms)


def test_readings_of_a_stopwatch_are_replayed_together() -> None:
    drawn = {"clock": [3, 5], "directory-order": [7, 8]}
    apart = reader([3, 7], drawn)
    assert names(apart.propose(apart.divergence.fresh)) == ["clock at line 3", "directory-order at line 7"]
    together = reader([3, 7], drawn, relative=["clock"])
    proposal = together.propose(together.divergence.fresh)
    assert names(proposal) == ["clock", "directory-order at line 7"]
    whole = proposal.whole()
    assert names(whole) == ["clock", "directory-order"]
    assert whole.narrowed(whole.atoms) == proposal.atoms
    assert whole.narrowed(frozenset({Atom("clock")})) == {Atom("clock")}
    assert names(proposal.beside(apart.propose(apart.divergence.fresh))) == [
        "clock", "clock at line 3", "directory-order at line 7",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        # Of several sources drawn on at a line, the stream is likelier than the entropy and the clock.
        ({"fresh": [3], "drawn": {"python-random": [3], "os-entropy": [3], "clock": [3]}}, ["python-random"]),
        # A library that asks for a name of its own while it runs tasks.
        (
            {"fresh": [3], "drawn": {"os-entropy": [3], "completion-order": [3]},
             "aside": [("os-entropy", 3)]},
            ["completion-order"],
        ),
        # What a rule objects to goes before what none does.
        ({"fresh": [3], "drawn": {"clock": [3], "os-entropy": [3]}, "flagged": [("clock", 3)]}, ["clock"]),
        # Only the line that reaches the result.
        ({"fresh": [3], "drawn": {"directory-order": [3, 5]}}, ["directory-order at line 3"]),
        # Of a line that read what differed before, only what is likely in itself.
        ({"fresh": [3], "later": [5], "drawn": {"clock": [3], "directory-order": [5]}}, ["clock"]),
        (
            {"fresh": [3], "later": [5], "drawn": {"clock": [3], "python-random": [5]}},
            ["clock", "python-random"],
        ),
        # Of a line that read what differed before, what is at work anyhow goes before what might be.
        (
            {"fresh": [3], "later": [5], "drawn": {"numpy-random": [3, 5], "os-entropy": [5]},
             "flagged": [("os-entropy", 5)]},
            ["numpy-random at line 3", "numpy-random at line 5"],
        ),
        # A line that a rule speaks for, though what it read may have hidden a difference that is no order.
        (
            {"fresh": [3], "drawn": {"directory-order": [3], "clock": [7]}, "shown": [(7, 3)],
             "flagged": [("clock", 7)]},
            ["clock", "directory-order"],
        ),
        # Times that are compared with one another are replayed together.
        (
            {"fresh": [3], "later": [5], "drawn": {"clock": [3, 5, 9]}},
            ["clock at line 3", "clock at line 5"],
        ),
        # But for those that a library takes on its way.
        (
            {"fresh": [3], "later": [5], "drawn": {"clock": [3, 5, 9]}, "aside": [("clock", 5)]},
            ["clock at line 3"],
        ),
        # A line that nothing explains: hashing cannot be traced.
        ({"fresh": [3], "drawn": {}}, ["hash-seed"]),
        # An order that hid in a set.
        (
            {"fresh": [3], "drawn": {"object-identity": [3]}, "shown": [(7, 3)]},
            ["object-identity"],
        ),
        # What a child process drew.
        (
            {"fresh": [3], "drawn": {}, "launches": [3], "in_children": {"python-random": [40]}},
            ["python-random"],
        ),
    ],
)  # fmt: skip
def test_the_likely_sources(evidence: dict[str, Any], expected: list[str]) -> None:
    made = reader(**evidence)
    assert names(made.propose(made.divergence.fresh, likely=True)) == expected


def test_what_a_rule_speaks_for_in_a_thread_goes_before_the_order_of_threads() -> None:
    drawn = {"completion-order": [3], "os-entropy": [20, 30], "clock": [40]}
    made = reader([3], drawn, flagged=[("os-entropy", 30)], apart=[20, 30, 40])
    proposal = made.propose(made.divergence.fresh, likely=True)
    assert names(proposal) == ["completion-order", "os-entropy at line 30"]
    assert names(proposal.stronger()) == ["os-entropy at line 30"]
    alone = reader([3], {"python-random": [3], "os-entropy": [30]}, flagged=[("os-entropy", 30)], apart=[30])
    assert names(alone.propose(alone.divergence.fresh, likely=True)) == ["python-random"]


def test_what_a_rule_or_a_stream_speaks_for_is_told_from_the_rest() -> None:
    made = reader([3, 5], {"python-random": [3], "object-identity": [5]}, shown=[(7, 5)])
    proposal = made.propose(made.divergence.fresh, likely=True)
    assert names(proposal) == ["object-identity", "python-random"]
    assert names(proposal.stronger()) == ["python-random"]
    assert made.propose(made.divergence.fresh).stronger().atoms == proposal.stronger().atoms
    weak = reader([3], {"clock": [3]}).propose(made.divergence.fresh, likely=True)
    assert weak.stronger() == weak


def test_a_line_that_shows_what_a_known_draw_had_hidden_needs_no_other_cause() -> None:
    made = reader([3], {"os-entropy": [3]}, shown=[(7, 3), (9, 8)])
    proposal = made.propose(made.divergence.reaching)
    assert sorted(root.line for root in proposal.unexplained) == [8, 9]
    assert names(proposal) == ["hash-seed", "os-entropy"]


@pytest.mark.parametrize(
    ("shown", "certain"),
    [
        ([(7, 3), (9, 7), (9, 3)], True),  # line 7 draws nothing: it is another stage of what line 3 drew
        ([(7, 3), (9, 5), (9, 3)], False),
        ([(5, 3), (9, 5), (9, 3)], False),
    ],
)
def test_stages_of_one_draw_leave_no_doubt_of_it(shown: list[tuple[int, int]], certain: bool) -> None:
    made = reader([3, 5], {"python-random": [3, 5]}, shown=shown)
    assert made.propose(made.divergence.fresh).certain is certain


def test_all_that_is_possible_comes_second() -> None:
    made = reader([3], {"python-random": [3], "clock": [3]})
    assert names(made.propose(made.divergence.fresh)) == ["clock", "python-random"]


def test_the_order_of_a_set_is_blamed_on_the_line_that_goes_through_it() -> None:
    made = reader([3, 4], {"object-identity": [3, 4]}, shown=[(7, 3), (7, 4), (9, 7), (9, 3)])
    (located,) = made.propose(made.divergence.fresh, likely=True).located.values()
    assert list(located.sites) == [7]


def test_two_lines_that_hide_in_each_other_are_told_apart_by_their_function() -> None:
    made = reader([3], {"object-identity": [3]}, shown=[(7, 3), (7, 9), (9, 3), (9, 7)])
    elsewhere = {line: Root(FILE, line, line, "scale" if line == 9 else "fit") for line in (3, 7, 9)}
    shown = tuple((elsewhere[a.line], elsewhere[b.line]) for a, b in made.divergence.shown)
    made.divergence = replace(made.divergence, shown=shown)
    made = Reader(made.explainer._causes, made._evidence, made._locator, made.divergence)
    located = made.propose(made.divergence.fresh).located
    assert located[Atom("object-identity")].sites[0] == 7
    assert 9 not in located[Atom("object-identity")].sites


@pytest.mark.parametrize(
    ("drawn", "racing"),
    [({}, True), ({"clock": [3]}, True), ({"python-random": [3]}, False)],
)
def test_a_race_is_thought_of_where_a_library_ran_threads(drawn: Drawn, racing: bool) -> None:
    made = reader([3], drawn, races=[3])
    assert made.explainer.races(made.divergence.fresh) is racing
    assert not reader([3], drawn).explainer.races(made.divergence.fresh)


def test_what_is_taken_out_of_a_queue_comes_from_the_threads() -> None:
    made = reader([5], {"completion-order": [3], "clock": [9]}, takes=[5])
    proposal = made.propose(made.divergence.fresh, likely=True)
    assert (names(proposal), proposal.unexplained) == (["completion-order"], ())
    assert list(proposal.located[Atom("completion-order")].sites) == [5, 3]
    assert names(reader([5], {"completion-order": [3]}).propose(made.divergence.fresh)) == ["hash-seed"]


def test_threads_that_change_what_they_share_race(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_repro.diagnosis.reading.races", lambda apart: apart)
    drawn = {"completion-order": [3]}
    for more, expected in (
        ({"starts": [3], "apart": [16]}, [16]),
        ({"starts": [3]}, None),
        ({"apart": [16]}, None),  # as_completed, say
        ({"starts": [3], "apart": [16], "takes": [3]}, None),
    ):
        made = reader([3], drawn, **more)
        (located,) = made.propose(made.divergence.fresh, likely=True).located.values()
        assert (located.races and list(located.races.sites)) == expected


def test_tasks_whose_results_keep_their_order_are_named_where_no_others_matter() -> None:
    kept = [("completion-order", 3)]
    alone = reader([3], {"completion-order": [3]}, aside=kept)
    (located,) = alone.propose(alone.divergence.fresh, likely=True).located.values()
    assert list(located.sites) == [3]
    beside = reader([3], {"completion-order": [3, 5]}, later=[5], aside=kept)
    (located,) = beside.propose(beside.divergence.fresh, likely=True).located.values()
    assert list(located.sites) == [5]


def test_where_an_order_may_have_shown_in_tasks_that_keep_theirs_these_are_not_named() -> None:
    drawn = {"completion-order": [3, 7]}
    made = reader([3], drawn, shown=[(7, 3), (7, 9), (9, 3), (9, 7)], aside=[("completion-order", 7)])
    (located,) = made.propose(made.divergence.fresh, likely=True).located.values()
    assert list(located.sites) == [9, 3]


def test_what_is_seldom_to_blame_comes_second_where_another_line_is_explained() -> None:
    drawn = {"object-identity": [3], "clock": [5]}
    made = reader([3, 5], drawn, aside=[("object-identity", 3)])
    assert names(made.propose(made.divergence.fresh, likely=True)) == ["clock"]
    assert names(made.propose(made.divergence.fresh)) == ["clock", "object-identity"]
    alone = reader([3], drawn, aside=[("object-identity", 3)])
    assert names(alone.propose(alone.divergence.fresh, likely=True)) == ["object-identity"]


def test_a_queue_that_asks_for_a_name_gives_what_comes_first() -> None:
    drawn, aside = {"os-entropy": [3], "completion-order": [5]}, [("os-entropy", 3)]
    made = reader([3], drawn, shown=[(7, 3)], takes=[7], aside=aside)
    assert names(made.propose(made.divergence.fresh, likely=True)) == ["completion-order"]
    plain = reader([3], drawn, shown=[(7, 3)], takes=[7])
    assert names(plain.propose(plain.divergence.fresh, likely=True)) == ["os-entropy"]


def test_what_alone_can_have_hidden_in_a_line_is_no_less_likely_than_what_draws_elsewhere() -> None:
    drawn, aside = {"object-identity": [3], "clock": [5]}, [("object-identity", 3)]
    made = reader([3, 5], drawn, shown=[(7, 3)], aside=aside)
    assert names(made.propose(made.divergence.fresh, likely=True)) == ["clock", "object-identity"]
    either = reader([3, 5], drawn, shown=[(7, 3), (7, 5)], aside=aside)
    assert names(either.propose(either.divergence.fresh, likely=True)) == ["clock"]


def test_the_line_that_goes_through_a_set_of_objects_is_named() -> None:
    made = reader([3], {"object-identity": [5]}, flagged=[("object-identity", 3)], ordering=[3])
    (located,) = made.propose(made.divergence.fresh, likely=True).located.values()
    assert list(located.sites) == [3]
    looked_up = reader(
        [3],
        {"object-identity": [5]},
        flagged=[("object-identity", 3)],
        ordering=[3],
        aside=[("object-identity", 5)],
    )
    assert names(looked_up.propose(looked_up.divergence.fresh, likely=True)) == ["hash-seed"]


def test_a_set_in_which_an_object_was_put_is_none_of_strings(tmp_path: Path) -> None:
    file = tmp_path / "train.py"
    file.write_text(
        "def fit(self, nodes, words):\n    for node in self.nodes:\n        node.use(words.pop())\n"
        "    self.nodes.add(1)\n"
    )
    made = reader([3], {"object-identity": [4]}, ordering=[2, 3])
    made._evidence.places = lambda atom: ((str(file), 4),) if atom.source == "object-identity" else ()
    made._locator.ordering = lambda atom: ((str(file), 2), (str(file), 3))
    assert made.explainer._goes_through_objects((str(file), 2))
    assert not made.explainer._goes_through_objects((str(file), 3))


def test_where_a_line_goes_through_a_set_of_objects_the_hash_seed_is_not_thought_of() -> None:
    flagged = [("hash-seed", 3), ("object-identity", 3)]
    made = reader([3], {"object-identity": [3]}, flagged=flagged)
    made._locator.flagged = lambda atom: ((FILE, 3),) if atom.source == "hash-seed" else ()
    assert names(made.propose(made.divergence.fresh, likely=True)) == ["hash-seed", "object-identity"]
    divergence = replace(made.divergence, of_objects=frozenset(made.divergence.fresh))
    made = Reader(made.explainer._causes, made._evidence, made._locator, divergence)
    assert names(made.propose(divergence.fresh, likely=True)) == ["object-identity"]


def test_what_no_rule_flags_is_doubted_before_what_one_does() -> None:
    drawn = {"python-random": [3, 5, 9]}
    made = reader([3, 5], drawn, flagged=[("python-random", 5)])
    assert [atom.line for atom in made.propose(made.divergence.fresh, likely=True).doubted] == [3]
    made = reader([3, 5], drawn)
    assert not made.propose(made.divergence.fresh, likely=True).doubted


def test_the_line_that_starts_a_child_is_doubted_before_what_the_child_draws() -> None:
    made = reader([3], {"os-entropy": [3]}, launches=[3], in_children={"os-entropy": [40]})
    proposal = made.propose(made.divergence.fresh, likely=True)
    assert sorted(atom.line for atom in proposal.atoms) == [3, 40]
    assert [atom.line for atom in proposal.doubted] == [3]


@pytest.mark.parametrize(
    ("first", "named"), [("seed = os.urandom(4)", [2]), ("print(os.urandom(4))", [2, 3])]
)
def test_what_a_child_only_logs_is_not_named_beside_what_it_uses(
    first: str, named: list[int], tmp_path: Path
) -> None:
    file = str(tmp_path / "train.py")
    (tmp_path / "train.py").write_text(f"import os\n{first}\nlog.debug('%s', os.urandom(4))\n")
    made = reader([3], {}, launches=[3], in_children={"os-entropy": [2, 3]})
    drawn = made._evidence.child_places
    made._evidence.child_places = lambda atom: tuple((file, line) for _, line in drawn(atom))
    (found,) = made.explainer.explain(made.divergence.fresh[0])
    assert [line for where, line in found.places if where == file] == named


def test_the_whole_sources_come_after_the_sites() -> None:
    made = reader([3], {"python-random": [3, 5]})
    proposal = made.propose(made.divergence.fresh, likely=True)
    assert names(proposal) == ["python-random at line 3"]
    assert (names(proposal.whole()), proposal.whole().located) == (["python-random"], {})
