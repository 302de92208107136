"""Each source: varied it is caught, proven by replay and named at its line; look-alikes are cleared."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

TRAIN = """
import {imports}

SEED = 7

def train():
    started = 0
{body}
"""

TEST = """
from pytest_repro import training_fixture
import train

@training_fixture
def model():
    return train.train()

def test_model(model):
    assert model
"""


def project(pytester: pytest.Pytester, imports: str, body: str, test: str = TEST) -> int:
    """Write the project; the line that draws is marked ``# HERE``, and its number is returned."""
    text = TRAIN.format(imports=imports, body=textwrap.indent(textwrap.dedent(body).strip(), "    "))
    pytester.makepyfile(train=text, test_train=test)
    lines = (pytester.path / "train.py").read_text().splitlines()
    return next((number for number, line in enumerate(lines, 1) if "# HERE" in line), 0)


CASES = {
    "python-random": (
        "random",
        """
        noise = random.gauss(0, 1)  # HERE
        random.seed(SEED)
        return {"weight": noise + random.random()}
        """,
    ),
    "numpy-random": (
        "numpy as np",
        """
        order = np.random.permutation(50)  # HERE
        np.random.seed(SEED)
        return {"order": order, "noise": np.random.rand(3)}
        """,
    ),
    "torch-random": (
        "torch",
        """
        layer = torch.nn.Linear(4, 2)  # HERE
        torch.manual_seed(SEED)
        return {"layer": layer, "other": torch.randn(3)}
        """,
    ),
    "os-entropy": (
        "numpy as np, random",
        """
        rng = np.random.default_rng()  # HERE
        fine = np.random.default_rng(SEED)
        return {"x": rng.normal(size=3) + fine.normal(size=3)}
        """,
    ),
    "hash-seed": (
        "os",
        """
        words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"]
        index = {word: i for i, word in enumerate(set(words))}  # HERE
        known = set(words)
        return {"index": [index[word] for word in words], "n": len(known), "sorted": sorted(known)}
        """,
    ),
    "directory-order": (
        "os, pathlib",
        """
        folder = pathlib.Path(__file__).parent / "data"
        folder.mkdir(exist_ok=True)
        for i in range(20):
            (folder / f"{i}.txt").write_text(str(i))
        fine = sorted(os.listdir(folder))
        return {"first": [os.path.basename(p) for p in folder.iterdir()], "fine": fine}  # HERE
        """,
    ),
    "clock": (
        "time, datetime",
        """
        stamp = datetime.datetime.now().isoformat()  # HERE
        return {"stamp": stamp, "lr": 0.1}
        """,
    ),
    "completion-order": (
        "concurrent.futures as cf, functools",
        """
        with cf.ThreadPoolExecutor(4) as pool:
            exact = sum(f.result() for f in cf.as_completed([pool.submit(int, i) for i in range(8)]))
            futures = [pool.submit(float, i) for i in range(8)]
            losses = [f.result() for f in cf.as_completed(futures)]  # HERE
            fine = list(pool.map(float, range(8)))
        return {"mean": functools.reduce(lambda m, x: m * 0.9 + x, losses), "exact": exact, "fine": fine}
        """,
    ),
    "uninitialized-memory": (
        "numpy as np",
        """
        sums = np.empty(4)  # HERE
        sums[:3] = 1.0
        counts = np.empty(4)
        counts[:] = 2.0
        return {"sums": sums, "counts": counts}
        """,
    ),
    "object-identity": (
        "functools",
        """
        class Value:
            def __init__(self, data, parents=()):
                self.data, self.grad, self.parents = data, 0.0, set(parents)  # HERE

        leaves = [Value(0.1 * i) for i in range(1, 20)]
        seen = {id(leaf): leaf.data for leaf in leaves}
        total = Value(sum(leaf.data for leaf in leaves), leaves)
        mixed = functools.reduce(lambda x, leaf: x * 0.9 + leaf.data, total.parents, 0.0)
        return {"mixed": mixed, "n": len(seen)}
        """,
    ),
    "environment": (
        "os, socket",
        """
        pid = os.getpid()  # HERE
        return {"seed": pid % 1_000_000, "lr": 0.1}
        """,
    ),
}


@pytest.mark.parametrize("source", sorted(CASES))
def test_a_source_is_proven_at_its_line(
    source: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    line = project(pytester, *CASES[source])
    ran = repro()
    ran.result.assert_outcomes(passed=1, failed=1)
    check = ran.only
    assert check["verdict"] == "irreproducible"
    assert [cause["source"] for cause in check["causes"]] == [source], check
    (cause,) = check["causes"]
    assert cause["status"] == "proven"
    assert [(site["path"], site["line"]) for site in cause["sites"]] == [("train.py", line)]
    assert source not in check["cleared"]
    # datetime.now() answers in local time: nobody can say that the time zone does not matter.
    unclear = {source, "environment"} if source == "clock" else {source}
    varied = {axis["source"] for axis in check["axes"] if axis["applied"]}
    assert len(varied) > 9 and set(check["cleared"]) >= (set(CASES) & varied) - unclear


# The others are told apart in tests/sources.
PARTS = {
    "host": "socket.gethostname()",
    "time_zone": "time.localtime(0).tm_hour",
    "temporary_directory": "os.environ.get('TMPDIR', '/tmp')",
}


def test_a_part_of_the_environment_is_named(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    fixture = "@training_fixture\ndef {name}():\n    return {draw}\n\ndef test_{name}({name}):\n    pass\n\n"
    pytester.makepyfile(
        test_parts="import os, socket, time\nfrom pytest_repro import training_fixture\n\n"
        + "".join(fixture.format(name=name, draw=draw) for name, draw in PARTS.items())
    )
    checks = {check["fixture"]: check for check in repro().checks.values()}
    assert sorted(checks) == sorted(PARTS)
    for part, draw in PARTS.items():
        (cause,) = checks[part]["causes"]
        assert (cause["source"], cause["status"]) == ("environment", "proven")
        assert cause["explanation"].startswith(part.replace("_", " "))
        assert [site["text"] for site in cause["sites"]] == [f"return {draw}"]


def test_several_causes_at_once(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    project(
        pytester,
        "random, os, time, numpy as np",
        """
        a = random.random()
        b = np.random.default_rng().random()
        c = list({"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"})
        d = time.time()
        return {"a": a, "b": b, "c": c, "d": d, "e": 1}
        """,
    )
    check = repro().only
    causes = {cause["source"]: cause for cause in check["causes"]}
    assert set(causes) == {"python-random", "os-entropy", "hash-seed", "clock"}
    assert {cause["status"] for cause in causes.values()} == {"proven"}
    assert {"environment", "directory-order", "numpy-random"} <= set(check["cleared"])
    assert len(check["mismatches"]) == 4


def test_what_looks_like_a_cause_is_not_blamed(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    project(
        pytester,
        "os, random, time, tempfile, uuid, logging",
        """
        random.seed(SEED)
        logging.warning("run %s at %s on %s", uuid.uuid4(), time.time(), os.getpid())
        with tempfile.TemporaryDirectory() as folder:
            for name in ("b", "a", "c"):
                open(os.path.join(folder, name), "w").close()
            names = sorted(os.listdir(folder))
        seen = {name for name in names}
        class Node:
            pass
        nodes = [Node(), Node(), Node()]
        live = set(nodes[:2])
        kept = [i for i, node in enumerate(nodes) if node in live]
        return {"names": names, "known": "a" in seen, "n": len(seen), "x": random.random(), "kept": kept}
        """,
    )
    ran = repro()
    ran.result.assert_outcomes(passed=2)
    assert ran.only["verdict"] == "reproducible"


@pytest.mark.parametrize(
    "line", ['root = tempfile.mkdtemp() + "/"  # HERE', 'root = tempfile.mktemp(dir="runs")  # HERE']
)
def test_the_name_of_a_temporary_folder_is_one_cause(
    line: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    body = f"""
        {line}
        names = [root + str(number) for number in range(60)]
        digests = [int(hashlib.sha1(name.encode()).hexdigest(), 16) for name in names]
        return {{"held_out": [digest % 4 == 0 for digest in digests]}}
        """
    drawing = project(pytester, "hashlib, tempfile", body)
    ran = repro()
    (cause,) = ran.only["causes"]
    assert (cause["source"], cause["status"], cause["part"]) == (
        "environment", "proven", "temporary-directory",
    )  # fmt: skip
    assert [site["line"] for site in cause["sites"]] == [drawing]
    assert sum(not trial["purpose"].startswith("perturbed") for trial in ran.only["trials"]) <= 4


LEAKING_TEST = """
import settings
import train
from pytest_repro import training_fixture

def test_one():
    assert settings.SCALE == 1

def test_two():
    settings.SCALE = 3

@training_fixture
def model():
    return train.train()

def test_model(model):
    assert model
"""


def test_leaked_state_is_traced_to_the_test_that_left_it(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(settings="SCALE = 1\n")
    project(pytester, "settings", "return {'w': 2.0 * settings.SCALE}", LEAKING_TEST)
    check = repro().only
    (cause,) = check["causes"]
    assert (cause["source"], cause["status"]) == ("leaked-state", "proven")
    assert "settings.SCALE" in cause["explanation"]
    (site,) = cause["sites"]
    assert (site["path"], site["function"], site["text"]) == (
        "test_train.py",
        "test_two",
        "settings.SCALE = 3",
    )
    assert "hash-seed" in check["cleared"]


ORDER_DEPENDENT_TEST = """
import random
import train
from pytest_repro import training_fixture

random.seed(0)

def test_draws():
    assert random.random() < 1

@training_fixture
def model():
    return train.train()

def test_model(model):
    assert model
"""


def test_a_stream_moved_on_by_an_earlier_test_is_leaked_state(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    project(pytester, "random", "return {'w': random.random()}", ORDER_DEPENDENT_TEST)
    (cause,) = repro().only["causes"]
    assert (cause["source"], cause["status"]) == ("leaked-state", "proven")
    assert [site["function"] for site in cause["sites"]] == ["test_draws"]


def test_draws_at_import_are_seen(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        weights="import random\nSTART = [random.random() for _ in range(3)]\n",
    )
    project(pytester, "weights", "return {'start': list(weights.START)}")
    (cause,) = repro().only["causes"]
    assert (cause["source"], cause["status"]) == ("python-random", "proven")
    assert [(site["path"], site["line"]) for site in cause["sites"]] == [("weights.py", 2)]


def test_seeding_in_an_autouse_fixture_counts(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makeconftest(
        """
        import random
        import pytest

        @pytest.fixture(autouse=True, scope="session")
        def seeded():
            random.seed(1)
        """
    )
    project(pytester, "random", "return {'x': random.random()}")
    assert repro().only["verdict"] == "reproducible"


def test_of_several_draws_those_that_matter_are_named(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    project(
        pytester,
        "os, time, numpy as np",
        """
        a = np.random.default_rng()
        b = np.random.default_rng()
        c = np.random.default_rng()
        print(a.random(), time.time())
        order = [name for name in os.listdir(".") if name.endswith(".py")]
        stamp = time.time()
        return {"b": b.random(), "c": c.random(), "n": len(order), "stamp": stamp}
        """,
    )
    causes = {cause["source"]: cause["sites"] for cause in repro().only["causes"]}
    assert {source: [site["text"] for site in sites] for source, sites in causes.items()} == {
        "os-entropy": ["b = np.random.default_rng()", "c = np.random.default_rng()"],
        "clock": ["stamp = time.time()"],
    }


def test_no_draw_of_a_stream_is_left_out_for_what_the_linter_says(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    """The linter flags one of two draws; the other is the one that reaches the output."""
    line = project(
        pytester,
        "random\nNOISE = random.random()",
        "draw = getattr(random, 'random')\nreturn {'w': draw()}  # HERE",
    )
    (cause,) = repro().only["causes"]
    assert [site["line"] for site in cause["sites"]] == [line]


def test_a_stream_first_used_late_is_not_taken_for_a_leak(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    """numpy imports its random module on first use: alone, that is after the target's set-up has begun."""
    pytester.makepyfile(
        """
        import numpy as np
        from pytest_repro import training_fixture

        @training_fixture
        def first():
            return float(np.random.normal())

        @training_fixture
        def second():
            return float(np.random.normal())

        def test_first(first):
            pass

        def test_second(second):
            pass
        """
    )
    causes = {id_: check["causes"] for id_, check in repro().checks.items()}
    assert [[cause["source"] for cause in found] for found in causes.values()] == [["numpy-random"]] * 2
