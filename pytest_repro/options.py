"""The options and ini values that pytest is told of in every session: cheap to import."""

from __future__ import annotations

from pytest_repro.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pytest


def add_options(parser: pytest.Parser) -> None:
    """Declare what ``pytest --help`` shows. Options default to None, so that ini values can speak."""
    group = parser.getgroup("repro", "reproducibility of training fixtures (pytest-repro)")
    add = group.addoption
    add(
        "--repro",
        action="store_true",
        default=False,
        help="Run every training fixture a second time, in a fresh interpreter in which everything that may "
        "legally change has been changed; fail where the outputs differ, naming the lines that caused it.",
    )
    add(
        "--repro-fixture",
        action="append",
        metavar="GLOB",
        default=None,
        help="Also check the fixtures whose names match GLOB, declared with pytest.fixture. May be repeated.",
    )
    add(
        "--repro-jobs",
        metavar="N",
        default=None,
        help="How many trials may run at once, your own session included. Default: as many as "
        "fit on the cores, given the threads that torch and scikit-learn use; 1 where a GPU is visible.",
    )
    add("--repro-json", metavar="FILE", default=None, help="Also write the report to FILE, as JSON.")
    add(
        "--repro-vary",
        metavar="SOURCES",
        default=None,
        help="Which sources to vary, by id, separated by commas; -SOURCE leaves one out (write "
        "--repro-vary=-clock). Default: any-process, that is all of them.",
    )
    add(
        "--repro-timeout",
        metavar="SECONDS",
        default=None,
        help="End a trial that shows no progress for so long. Default: two minutes and ten times what the "
        "fixture takes in your own session.",
    )
    add(
        "--repro-budget",
        metavar="BUDGET",
        default=None,
        help="What the diagnosis of one difference may cost: 90s, 2m, or a number of trials. "
        "What is not proven by then is called a suspect. 0: no diagnosis. Default: 24 trials.",
    )
    add(
        "--repro-repeats",
        metavar="N",
        default=None,
        help="How many more perturbed trials a fixture gets that agrees though a line that ran uses the "
        "order of a set: a set of two strings has the same order every other time. Default: 3; 0 for none.",
    )
    parser.addini(
        "repro_fixtures",
        "Globs: fixtures to check besides those declared with training_fixture.",
        type="args",
        default=[],
    )
    parser.addini("repro_jobs", "How many trials may run at once (see --repro-jobs).", default="")
    parser.addini("repro_vary", "Which sources to vary (see --repro-vary).", default="")
    parser.addini(
        "repro_timeout",
        "Seconds without progress after which a trial is ended (see --repro-timeout).",
        default="",
    )
    parser.addini("repro_repeats", "How often to repeat (see --repro-repeats).", default="")
    parser.addini("repro_budget", "What a diagnosis may cost (see --repro-budget).", default="")
    parser.addini(
        "repro_environment_sensitive",
        "What becomes of an item that is environment-sensitive: warn (the default) or fail.",
        default="warn",
    )
    parser.addini("repro_seed", "Seed the global streams of random, numpy and torch with this before each "
                  "fixture, in both trials: for projects whose entry point seeds.", default="")  # fmt: skip


def refuse_idle_options(config: pytest.Config) -> None:
    """Raises SettingsError: an option of ours is given without ``--repro``, and would do nothing."""
    for option in ("fixture", "jobs", "json", "vary", "timeout", "budget", "repeats"):
        option = f"--repro-{option}"
        if config.getoption(option) is not None:
            raise SettingsError(f"{option} does nothing without --repro: add --repro")
