"""The section in pytest's terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from report_cases import CASES, ERROR, FAILED, HASHING, LISTING, PASSED, SUSPECTED, report

from pytest_repro.model import Axis, Finding, Mismatch, Site
from pytest_repro.reports import terminal_lines
from pytest_repro.reports.text import cells


def shown(*checks, verbose=0, width=80) -> str:
    return "\n".join(line.text for line in terminal_lines(report(*checks), verbose, width))


GOLDEN = """\
2 training fixtures checked: 1 irreproducible, 1 reproducible

irreproducible tests/test_digits.py::repro[trained-wide]
  fixture trained (depth=2, width=64) at tests/conftest.py:17
  13 of 14 outputs differ between two runs.
  13 outputs differ:
    weights.conv1.weight: 143 of 144 elements, by up to 0.0625 (262144 ulp) at
      [3, 0, 1]: 0.125 != 0.1875
    labels: order: ['six', 'two'] != ['two', 'six']
    accuracy: by up to 0.0027778 (25 ulp): 0.9666666666666667 !=
      0.9694444444444444
    checkpoint: 61 KiB, xxh3 5be1 != 61 KiB, xxh3 90aa
    and 9 more

  proven cause: os-entropy
    digits/augment.py:10 in augment [REP104]
        generator = np.random.default_rng()
    why: default_rng() without a seed takes fresh entropy from the operating
         system, so its draws differ in every run.
    fix: Pass a seed: np.random.default_rng(seed).

  proven cause: directory-order
    digits/files.py:35 in load_folder [REP302]
        for path in folder.iterdir():
    why: The order of a directory listing is up to the file system.
    fix: Sort it: sorted(folder.iterdir()).

  proven cause: hash-seed
    digits/labels.py:12 in Labels.__init__ [no lint rule]
        self.names = list(set(names))
    why: The hash of a string differs in every interpreter, and with it the
         order of a set.
    fix: Sort the set before its order is used.

  cleared: clock, environment, python-random
  3 trials in 7.2 s

varied: clock, directory-order, environment, hash-seed, leaked-state,
        numpy-random, os-entropy, python-random
not varied: torch-random (torch is not imported)
"""


def test_a_full_report_looks_like_this():
    assert shown(PASSED, FAILED) + "\n" == GOLDEN


def test_what_is_reproducible_is_only_counted():
    passed = [replace(PASSED, id=f"t.py::repro[{n}]") for n in range(20)]
    assert shown(*passed).splitlines()[0] == "20 training fixtures checked: 20 reproducible"
    assert "t.py" not in shown(*passed)
    assert "reproducible t.py::repro[7]" in shown(*passed, verbose=1)
    assert len(shown(*passed, verbose=1).splitlines()) == 1 + 20 + 1 + len(PASSED.axes)


def test_the_summary_counts_the_worst_first():
    first = shown(*CASES["everything"].checks, width=200).splitlines()[0]
    counts = "4 irreproducible, 1 error, 1 environment-sensitive, 1 reproducible"
    assert first == f"7 training fixtures checked: {counts}"


def test_marked_tests_are_called_tests():
    tests = [replace(PASSED, id=f"t.py::test_{n}", kind="test") for n in range(2)]
    assert shown(tests[0]).splitlines()[0] == "1 test checked: 1 reproducible"
    both = shown(PASSED, *tests).splitlines()[0]
    assert both == "1 training fixture and 2 tests checked: 3 reproducible"
    failed = shown(replace(FAILED, kind="test", params={}))
    assert "  test trained at tests/conftest.py:17" in failed


def test_no_checks_say_how_to_get_some():
    assert "pytest_repro.training_fixture" in shown(width=200)


def test_the_lines_of_a_reason_stay():
    text = shown(ERROR)
    assert "  the trial was killed by signal 9\n  last lines of its output:\n      loading data" in text


def test_a_suspect_is_never_called_proven():
    assert "suspect cause: os-entropy" in shown(SUSPECTED)
    assert "proven" not in shown(SUSPECTED).replace(SUSPECTED.reason, "")
    assert "the line was not found" in shown(SUSPECTED)


def test_a_proven_line_that_no_rule_names_is_said_to_be_a_gap():
    assert "digits/labels.py:12 in Labels.__init__ [no lint rule]" in shown(FAILED)


def test_a_finding_at_another_line_is_shown_with_its_place():
    cause = replace(HASHING, findings=(Finding("REP301", "digits/train.py", 40, "set order"),))
    text = shown(replace(FAILED, causes=(cause,)))
    assert "digits/train.py:40 REP301: set order" in text
    assert "no lint rule" not in text


def test_a_rule_that_has_to_be_asked_for_is_named_as_such():
    finding = Finding("REP203", "digits/labels.py", 12, "index_put_ races", opt_in=True)
    text = shown(replace(FAILED, causes=(replace(HASHING, findings=(finding,)),)))
    assert "digits/labels.py:12 in Labels.__init__ [REP203, opt-in]" in text


def test_what_another_machine_does_is_no_gap_in_the_linter():
    assert "no lint rule" not in shown(replace(FAILED, verdict="environment-sensitive"))
    assert "no lint rule" in shown(FAILED)


def test_sources_that_were_left_out_for_one_reason_stand_together():
    axes = (
        Axis("clock", False, "held"),
        Axis("environment", False, "held"),
        Axis("torch-random", False, "x"),
    )
    text = shown(replace(PASSED, axes=axes))
    assert "not varied: clock, environment (held)\nnot varied: torch-random (x)" in text


def test_long_lists_are_cut_and_say_so():
    sites = tuple(Site(f"m{n}.py", 1, "f", "x()") for n in range(9))
    check = replace(FAILED, causes=(replace(LISTING, sites=sites, findings=()),))
    assert "and 5 more places" in shown(check)
    assert "and 9 more" in shown(check)
    assert "more" not in shown(check, verbose=2)
    assert "history[8]" in shown(check, verbose=2)


def test_nothing_is_hidden_to_say_and_one_more():
    mismatches = tuple(Mismatch(f"x{n}", "value", "1", "2") for n in range(5))
    assert "x4: 1 != 2" in shown(replace(FAILED, mismatches=mismatches))


def test_mismatches_that_were_only_counted_are_counted():
    counted = Mismatch("value", "more", "9 more outputs differ", "9 more outputs differ", differing=9)
    text = shown(replace(FAILED, mismatches=(*FAILED.mismatches, counted)), verbose=2)
    assert "  22 outputs differ:" in text
    assert "    and 9 more\n" in text
    assert "more outputs" not in text


def test_where_a_text_differs_is_shown():
    text = shown(replace(FAILED, mismatches=(Mismatch("note", "text", "abc", "abd", index=(2,)),)))
    assert "note: text, at [2]: abc != abd" in text


def test_values_are_cut_unless_that_hides_where_they_differ():
    first, second = (
        Mismatch("a", "text", "x" * 60, "y" * 60),
        Mismatch("b", "text", "x" * 60 + "1", "x" * 60 + "2"),
    )
    text = shown(replace(FAILED, mismatches=(first, second)), width=200)
    assert f"a: text: {'x' * 45}... != {'y' * 45}..." in text
    assert f"b: text: {'x' * 60}1 != {'x' * 60}2" in text


def test_ulps_are_shown_where_they_tell_of_rounding():
    near = Mismatch("a", "value", "1.0", "1.1", 1, 1, 0.1, 3)
    text = shown(replace(FAILED, mismatches=(near, replace(near, path="b", max_ulp=10**9))))
    assert "a: by up to 0.1 (3 ulp): 1.0 != 1.1" in text
    assert "b: by up to 0.1: 1.0 != 1.1" in text


def test_the_root_of_a_value_has_a_name():
    assert "the value: raised: a value != KeyError: 'six'" in shown(*CASES["raised"].checks)


def test_axes_that_differ_between_checks_are_counted():
    fixed = Axis("hash-seed", False, "the interpreter fixes it")
    other = replace(PASSED, axes=(Axis("clock", True, "x"), fixed))
    text = shown(PASSED, other, width=200)
    assert "varied: clock\n" in text
    assert "varied in 1 of 2 checks: directory-order" in text
    assert "not varied in 1 of 2 checks: hash-seed (the interpreter fixes it)" in text


def test_a_cause_that_is_a_part_of_a_source_names_it():
    cause = replace(FAILED.causes[0], source="environment", part="time-zone")
    assert "  proven cause: environment (time zone)\n" in shown(replace(FAILED, causes=(cause,)))


def test_what_a_pass_does_not_prove_is_shown_without_verbose():
    lucky = replace(FAILED, verdict="reproducible", causes=(), limits=("agreed by chance?",))
    assert f"reproducible {lucky.id}\n  limit: agreed by chance?\n" in shown(lucky)


def test_limits_of_a_diagnosis_stand_before_its_trials():
    capped = replace(FAILED, limits=("only the first 400 lines of train were traced",))
    assert "  limit: only the first 400 lines of train were traced\n  3 trials in 7.2 s" in shown(capped)


def test_trials_are_listed_with_v():
    assert "3 trials in 7.2 s" in shown(FAILED)
    assert "same again" not in shown(FAILED)
    assert "    same again: differs in 2.2 s" in shown(FAILED, verbose=1)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("verbose", [0, 1])
def test_lines_keep_to_the_width_unless_one_name_is_longer(case, width, verbose):
    headings = {"fixture", *(check.verdict for check in case.checks)}
    for text, _ in terminal_lines(case, verbose, width):
        words = text.split()
        whole = not words or words[0] in headings or ".py:" in words[0]
        longest = max(map(cells, words), default=0)
        assert whole or cells(text) <= max(width, 44, longest + 11), text


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_no_line_holds_a_break_and_pytest_can_write_each(case, pytestconfig):
    file = io.StringIO()
    writer = type(pytestconfig.get_terminal_writer())(file)
    writer.hasmarkup = True
    for text, markup in terminal_lines(case, 2, 80):
        assert "\n" not in text
        writer.line(text, **markup)
    assert file.getvalue().count("\n") == len(terminal_lines(case, 2, 80))


def test_colour_comes_only_from_markup():
    for case in CASES.values():
        assert all("\x1b" not in line.text for line in terminal_lines(case, 2, 80))
    lines = terminal_lines(CASES["three-causes"], 0, 80)
    assert lines[0].markup == {"red": True, "bold": True}
    assert {"yellow": True} in [line.markup for line in lines]
    assert terminal_lines(CASES["reproducible"], 0, 80)[0].markup == {"green": True}


def test_a_very_long_source_line_is_cut_to_the_terminal():
    lines = [line.text for line in terminal_lines(CASES["odd-characters"], 0, 60)]
    cut = next(text for text in lines if "very long" in text)
    assert cells(cut) <= 60
    assert cut.endswith("...")
    assert "\\x1b[2J" in cut
