"""The reports that every format is tried on."""

from __future__ import annotations

from dataclasses import replace

from pytest_repro.model import (
    Axis,
    Cause,
    Check,
    Failure,
    Finding,
    Location,
    Mismatch,
    Report,
    Site,
    TrialSummary,
)

AXES = (
    Axis("clock", True, "40 days and 7 hours later"),
    Axis("directory-order", True, "every listing shuffled with seed 3"),
    Axis("environment", True, "time zone, locale, user and host name"),
    Axis("hash-seed", True, "PYTHONHASHSEED=1138"),
    Axis("leaked-state", True, "the fixture ran alone"),
    Axis("numpy-random", True, "another ambient state"),
    Axis("os-entropy", True, "inherent"),
    Axis("python-random", True, "another ambient state"),
    Axis("torch-random", False, "torch is not imported"),
)
ENTROPY = Cause(
    "os-entropy",
    "proven",
    "default_rng() without a seed takes fresh entropy from the operating system, so its draws differ "
    "in every run.",
    "Pass a seed: np.random.default_rng(seed).",
    (Site("digits/augment.py", 10, "augment", "generator = np.random.default_rng()"),),
    (Finding("REP104", "digits/augment.py", 10, "default_rng() has no seed"),),
)
LISTING = Cause(
    "directory-order",
    "proven",
    "The order of a directory listing is up to the file system.",
    "Sort it: sorted(folder.iterdir()).",
    (Site("digits/files.py", 35, "load_folder", "for path in folder.iterdir():"),),
    (Finding("REP302", "digits/files.py", 35, "iterdir() gives files in no fixed order"),),
)
HASHING = Cause(
    "hash-seed",
    "proven",
    "The hash of a string differs in every interpreter, and with it the order of a set.",
    "Sort the set before its order is used.",
    (Site("digits/labels.py", 12, "Labels.__init__", "self.names = list(set(names))"),),
)
PASSED = Check(
    id="tests/test_digits.py::repro[data]",
    fixture="data",
    params={},
    location=Location("tests/conftest.py", 12),
    verdict="reproducible",
    reason="",
    axes=AXES,
    trials=(TrialSummary("perturbed", ("clock", "hash-seed"), (), True, 1.25),),
)
FAILED = Check(
    id="tests/test_digits.py::repro[trained-wide]",
    fixture="trained",
    params={"width": "64", "depth": "2"},
    location=Location("tests/conftest.py", 17),
    verdict="irreproducible",
    reason="13 of 14 outputs differ between two runs.",
    axes=AXES,
    mismatches=(
        Mismatch("weights.conv1.weight", "value", "0.125", "0.1875", 143, 144, 0.0625, 262144, (3, 0, 1)),
        Mismatch("labels", "order", "['six', 'two']", "['two', 'six']"),
        Mismatch("accuracy", "value", "0.9666666666666667", "0.9694444444444444", 1, 1, 0.0027778, 25, ()),
        Mismatch("checkpoint", "value", "61 KiB, xxh3 5be1", "61 KiB, xxh3 90aa"),
        *(Mismatch(f"history[{epoch}]", "value", "1.5", "1.25", 1, 1, 0.25, None, ()) for epoch in range(9)),
    ),
    causes=(ENTROPY, LISTING, HASHING),
    cleared=("clock", "environment", "python-random"),
    trials=(
        TrialSummary("perturbed", ("clock", "hash-seed"), (), False, 2.5),
        TrialSummary("same again", (), (), False, 2.25),
        TrialSummary(
            "replay of what was found", ("clock",), ("directory-order", "hash-seed", "os-entropy"), True, 2.5
        ),
    ),
)
SUSPECTED = replace(
    FAILED,
    id="tests/test_digits.py::repro[suspected]",
    params={},
    reason="The outputs differ; the time for trials ended before the cause was proven.",
    causes=(replace(ENTROPY, status="suspect", sites=(), findings=()), replace(LISTING, status="suspect")),
    cleared=(),
)
SENSITIVE = replace(
    PASSED,
    id="tests/test_digits.py::repro[sensitive]",
    verdict="environment-sensitive",
    reason="The outputs are the same on this machine and differ with 1 thread.",
    mismatches=(Mismatch("loss", "value", "0.5", "0.5000000000000001", 1, 1, 1.1e-16, 1, ()),),
    causes=(Cause("thread-count", "proven", "Sums are split among threads.", "Fix the number of threads."),),
)
ERROR = replace(
    PASSED,
    id="tests/test_digits.py::repro[broken]",
    verdict="error",
    reason="the trial was killed by signal 9\nlast lines of its output:\n    loading data\n    Killed",
    axes=(),
    trials=(),
    failures=(
        Failure(
            "perturbed",
            "was killed by SIGSEGV",
            "data",
            Site("digits/files.py", 35, "load_folder", "for path in folder.iterdir():"),
            ("loading data", "opening images"),
        ),
        Failure("reference", "was killed by SIGKILL", "", None),
    ),
)
RAISED = replace(
    FAILED,
    id="tests/test_digits.py::repro[raised]",
    params={},
    reason="The fixture raised in one of two trials.",
    mismatches=(Mismatch("", "raised", "a value", "KeyError: 'six'"),),
    causes=(),
    cleared=(),
    failures=(
        Failure("perturbed", "KeyError: 'six'", "trained", Site("digits/labels.py", 20, "number", "")),
    ),
)
ODD = replace(
    FAILED,
    id="tests/test_\udc80.py::repro[\x1b[31mred\x07]",
    fixture="מאומן\u202eevil",
    params={"name": "two\nlines", "wide": "模型" * 40},
    reason="tab\there, \x00 and \u2028 and \ud800",
    mismatches=(
        Mismatch("w['\x1b]0;title\x07']", "value", "nan", "inf", 1, 1, float("nan"), 2**64, ()),
        Mismatch("b", "value", "-inf\r", "0" * 5000, 1, 1, float("inf"), None, ()),
    ),
    causes=(
        replace(ENTROPY, sites=(Site("a/מאומן.py", 1, "<lambda>", "x = '\x1b[2J'  # " + "very long " * 50),)),
    ),
    failures=(Failure("perturbed", "\x1b[2J", "מאומן\u202e", None, ("\x1b]0;title\x07", "very wide " * 50)),),
)


def report(*checks: Check) -> Report:
    return Report(
        created="2026-02-03T04:05:06Z",
        command=("pytest", "--repro"),
        environment={"python": "3.11.9", "packages": {"torch": "2.13.0", "numpy": "2.2.6"}},
        settings={"repro_fixtures": [], "repro_vary": ["any-process"]},
        checks=checks,
    )


CASES = {
    "reproducible": report(PASSED),
    "three-causes": report(PASSED, FAILED),
    "suspects": report(SUSPECTED),
    "environment-sensitive": report(SENSITIVE),
    "error": report(ERROR),
    "raised": report(RAISED),
    "odd-characters": report(ODD),
    "everything": report(PASSED, FAILED, SUSPECTED, SENSITIVE, ERROR, RAISED, ODD),
    "no-checks": report(),
}
