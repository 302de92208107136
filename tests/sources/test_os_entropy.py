"""Fresh entropy: from the operating system, and from generators that nobody seeded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from source_contract import SourceContract, marked

from pytest_repro.interpose.tap import CAP
from pytest_repro.sources.os_entropy import OsEntropy
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

ENTROPY = (Atom("os-entropy"),)


class TestOsEntropy(SourceContract):
    source = "os-entropy"
    other_order = True
    probes = """
        import os
        import random
        import secrets
        import sqlite3
        import threading
        import uuid
        from os import urandom

        AT_IMPORT = os.urandom(4).hex()  # HERE

        def moved_at_import():
            return AT_IMPORT

        def system():
            return [
                os.urandom(8).hex(),  # HERE
                urandom(8).hex(),  # HERE
                os.getrandom(8).hex(),  # HERE
            ]

        def of_secrets():
            return [
                secrets.token_hex(8),  # HERE
                secrets.token_bytes(8).hex(),  # HERE
                secrets.token_urlsafe(8),  # HERE
                secrets.randbelow(2**60),  # HERE
                secrets.randbits(60),  # HERE
                secrets.choice(range(2**60)),  # HERE
            ]

        def of_uuid():
            return [
                str(uuid.uuid4()),  # HERE
                str(uuid.uuid1()),  # HERE
            ]

        def named_uuids():
            return [str(uuid.uuid3(uuid.NAMESPACE_URL, "a")), str(uuid.uuid5(uuid.NAMESPACE_URL, "a"))]

        def generator():
            rng = random.Random()  # HERE
            return [rng.random(), rng.gauss(0, 1), rng.getrandbits(60)]

        def reseeded():
            rng = random.Random(3)
            first = rng.random()
            rng.seed()  # HERE
            return [first, rng.random()]

        class Own(random.Random):
            pass

        def subclass():
            return Own().random()  # HERE

        def system_random():
            rng = random.SystemRandom()
            x = list(range(30))
            rng.shuffle(x)  # HERE
            return [
                x,
                rng.random(),  # HERE
                rng.getrandbits(60),  # HERE
            ]

        def global_stream():
            random.seed()  # HERE
            return [random.random(), random.gauss(0, 1)]

        def global_stream_with_none():
            random.seed(None)  # HERE
            return random.random()

        def seeded():
            random.seed(5)
            return [random.random(), random.Random(5).random(), random.Random("5").random(), Own(5).random()]

        def several_at_one_line():
            return [os.urandom(4).hex() for _ in range(3)]  # HERE

        def in_a_thread():
            out = []
            def work():
                out.append(os.urandom(4).hex())  # HERE
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            return out

        def recursive(n=30):
            return recursive(n - 1) if n else os.urandom(4).hex()  # HERE

        def without_a_file():
            return eval("os.urandom(4).hex()")  # HERE

        def of_sqlite():
            rows = _table().execute("select word from words order by random()")  # HERE
            order = [word for (word,) in rows]
            return [order, _table().execute("select hex(randomblob(8))").fetchone()]  # HERE

        def sqlite_without_random():
            return _table().execute("select word from words order by word desc limit 3").fetchall()

        def _table():
            connection = sqlite3.connect(":memory:")
            connection.execute("create table words (word)")
            connection.executemany("insert into words values (?)", [(str(n),) for n in range(40)])
            return connection

        class Layer:
            fresh = os.urandom

        def moved_by_a_class_attribute():
            return Layer().fresh(4).hex()  # HERE
        """


class TestNumpy(SourceContract):
    source = "os-entropy"
    other_order = True
    probes = """
        import copy
        import pickle

        import numpy as np  # seeds its global stream: no site

        def generator():
            return np.random.default_rng().random()  # HERE

        def legacy():
            return np.random.RandomState().rand()  # HERE

        def sequence():
            return hex(np.random.SeedSequence().entropy)  # HERE

        def bit_generator():
            return int(np.random.PCG64().random_raw())  # HERE

        def global_stream():
            np.random.seed(0)  # without an argument, numpy keeps the position in the stream
            np.random.seed()  # HERE
            return np.random.rand()

        def seeded():
            np.random.seed(2)
            r = np.random.RandomState
            return [
                np.random.rand(),
                np.random.default_rng(1).random(),
                r(1).rand(),
                r(seed=[1, 2]).rand(),
                r(np.int64(1)).rand() == r(1).rand(),
                r(np.random.PCG64(1)).rand(),
            ]

        def legacy_generators_stay_what_they_are():
            own = np.random.RandomState(1)
            return [
                own.rand(),
                isinstance(own, np.random.RandomState),
                isinstance(np.random.mtrand._rand, np.random.RandomState),
                isinstance(np.random.default_rng(1), np.random.RandomState),
                _refused(-1),
                _refused("x"),
            ]

        def copied():
            # numpy makes an unseeded generator, and then gives it the state.
            own = np.random.RandomState(1), np.random.default_rng(1), np.random.Philox(1)
            legacy, generator, bits = pickle.loads(pickle.dumps(own))
            return [legacy.rand(), copy.deepcopy(generator).random(), int(copy.copy(bits).random_raw())]

        def _refused(seed):
            try:
                np.random.RandomState(seed)
            except (TypeError, ValueError) as error:
                return str(error)
        """

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def installed(cls) -> None:
        pytest.importorskip("numpy")


class TestTorch(SourceContract):
    source = "os-entropy"
    other_order = True
    probes = """
        import copy
        import pickle
        import torch
        from torch.utils.data import DataLoader

        def global_stream():
            torch.seed()  # HERE
            return torch.rand(1).item()

        def generator():
            g = torch.Generator()
            seed = g.seed()  # HERE
            return [seed, torch.rand(1, generator=g).item()]

        def module_function():
            torch.random.seed()  # HERE
            return torch.rand(1).item()

        def fine():
            g = torch.Generator()
            loader = DataLoader(list(range(9)), shuffle=True, generator=torch.Generator())
            return [
                torch.rand(1, generator=g).item(),
                [int(b) for batch in loader for b in batch],
                isinstance(g, torch.Generator),
                isinstance(torch.default_generator, torch.Generator),
                isinstance(3, torch.Generator),
                torch.Generator(device="cpu").manual_seed(3).initial_seed(),
                type(g).__name__,
                g.device.type,
            ]
        """

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def installed(cls) -> None:
        pytest.importorskip("torch")


class TestForeignPrograms(SourceContract):
    source = "os-entropy"
    other_order = True
    writes_files = True
    probes = """
        import os
        import subprocess
        import sys

        NUMBER = ["od", "-An", "-N8", "-tu8", "/dev/urandom"]

        def ran():
            return subprocess.run(NUMBER, capture_output=True, text=True).stdout.split()  # HERE

        def checked():
            return subprocess.check_output(" ".join(NUMBER), shell=True).decode()  # HERE

        def waited_for():
            process = subprocess.Popen(NUMBER, stdout=subprocess.PIPE)
            out, error = process.communicate()  # HERE
            return [out.decode(), error, process.returncode]

        def by_popen():
            with os.popen(" ".join(NUMBER)) as stream:  # HERE
                lines = list(stream)
            return [lines, os.popen("exit 3").close()]

        def steady_program():
            return subprocess.run(["tr", "a", "b"], input="ab", capture_output=True, text=True).stdout

        def into_a_file():
            with open("numbers.txt", "w") as file:
                file.write("".join(f"{n}\\n" for n in range(50)))
            subprocess.run(["shuf", "numbers.txt", "-o", "mixed.txt"], check=True)  # HERE
            with open("mixed.txt") as file:
                return file.read().split()

        def in_its_place():
            with open("numbers.txt", "w") as file:
                file.write("".join(f"{n}\\n" for n in range(50)))
            subprocess.run(["shuf", "numbers.txt", "-o", "numbers.txt"], check=True)  # HERE
            with open("numbers.txt") as file:
                return file.read().split()

        def interpreters_speak_for_themselves():
            subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True)
            subprocess.run(f"{sys.executable} -c 'print(1)'", shell=True, capture_output=True)

        def what_others_answer_for():
            subprocess.run(["date"], capture_output=True)
            os.popen("date").read()
            with os.popen("cat > /dev/null", "w") as stream:
                stream.write("x")
            with open("/dev/urandom", "rb") as file:
                subprocess.run(["head", "-c", "2"], stdin=file, capture_output=True)
            subprocess.run(NUMBER, stdout=subprocess.DEVNULL)
        """


NAMING = """
    import sysconfig
    import tempfile
    import uuid

    FILE = sysconfig.get_paths()["purelib"] + "/naming.py"
    exec(compile("def name(): return uuid.uuid4().hex", FILE, "exec"))

    def named():
        return name()  # HERE

    def own():
        return uuid.uuid4().hex

    def placed():
        return len(tempfile.mktemp())
    """


def test_what_a_library_asks_for_to_name_something_is_told_from_what_the_program_asks_for(
    bench: Callable[..., Bench],
) -> None:
    made = bench(NAMING)
    ran = made.record()
    seldom = {draw["line"]: OsEntropy.aside(draw["what"]) for draw in ran.recording("os-entropy")["draws"]}
    assert {line for line, aside in seldom.items() if aside} == marked(made.text)
    assert list(seldom.values()).count(False) == 1
    assert made.replay(ran, ENTROPY).answers == ran.answers


OTHER_INPUTS = """
    import base64
    import os
    import subprocess

    FILE = __file__ + ".data"
    AGAIN = os.path.exists(FILE + ".ran")

    def probe():
        open(FILE + ".ran", "w").close()
        with open(FILE, "w") as file:
            file.write("3 2" if AGAIN else "1 4")
        read = subprocess.run(["base64", FILE], capture_output=True).stdout
        told = subprocess.run(["base64"], input=str(AGAIN).encode(), capture_output=True).stdout
        return [base64.b64decode(text).decode() for text in (read, told)]
    """


def test_what_a_program_makes_of_other_data_is_not_given_again(bench: Callable[..., Bench]) -> None:
    made = bench(OTHER_INPUTS)
    recorded = made.record()
    assert recorded.answers["probe"] == ["1 4", "False"]
    assert made.replay(recorded, ENTROPY).answers["probe"] == ["3 2", "True"]


OTHER_PATHS = """
    import os

    FILE = __file__ + ".ran"

    def probe():
        again = os.path.exists(FILE)
        open(FILE, "w").close()
        extra = [os.urandom(4).hex() for _ in range(3)] if again else []
        kept = [
            os.urandom(4).hex(),  # HERE
            os.urandom(8).hex(),  # HERE
        ]
        more = [os.urandom(4).hex() for _ in range(5 if again else 2)]
        return {"extra": extra, "kept": kept, "more": more}
    """


def test_answers_belong_to_lines_also_when_the_program_takes_another_path(
    bench: Callable[..., Bench],
) -> None:
    made = bench(OTHER_PATHS)
    recorded = made.record()
    first = recorded.answers["probe"]
    again = made.replay(recorded, ENTROPY).answers["probe"]
    assert (len(first["extra"]), len(again["extra"])) == (0, 3)
    assert again["kept"] == first["kept"]
    # Where the recorded answers of a line run out, there is fresh entropy.
    assert again["more"][:2] == first["more"]
    assert len(set(again["more"])) == 5


MANY = """
    import os
    import resource
    from pytest_repro.interpose import tap

    tap.CAP = {cap}

    def many():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        total = sum(os.urandom(1)[0] for _ in range({cap} + 100))  # HERE
        return [total, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before]
    """


@pytest.mark.parametrize("cap", [1000, pytest.param(CAP, marks=pytest.mark.slow)])
def test_beyond_the_cap_draws_are_only_counted(cap: int, bench: Callable[..., Bench]) -> None:
    made = bench(MANY.format(cap=cap))
    ran = made.record()
    recording = ran.recording("os-entropy")
    assert recording["capped"]
    assert len(recording["answers"]) == cap
    (draw,) = recording["draws"]
    assert (draw["line"], draw["count"]) == (*marked(made.text), cap + 100)
    assert ran.answers["many"][1] < 120_000, "kilobytes"


def test_below_the_cap_the_recording_is_whole(bench: Callable[..., Bench]) -> None:
    made = bench("import os\n\ndef few():\n    return os.urandom(2).hex()\n")
    assert made.record().recording("os-entropy")["capped"] is False


@pytest.mark.parametrize("source", ["os-entropy", "uninitialized-memory"])
def test_threads_in_another_order_get_their_own_answers_again(
    source: str, bench: Callable[..., Bench]
) -> None:
    made = bench(
        """
        import os
        import threading
        import numpy as np

        def _drawn(draw):
            slots = [None] * 6

            def work(i):
                slots[i] = draw()

            threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return slots

        def entropy():
            return _drawn(lambda: os.urandom(4).hex())

        def memory():
            return _drawn(lambda: np.empty(3).tolist())
        """
    )
    recorded = made.record()
    again = made.replay(recorded, (Atom(source),))
    same = [probe for probe in ("entropy", "memory") if again.answers[probe] == recorded.answers[probe]]
    assert same == ["entropy" if source == "os-entropy" else "memory"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("self.id = uuid.uuid4().hex", "uuid5"),
        ("key = uuid1()", "uuid5"),
        ("name = secrets.token_hex(8)", "hashlib"),
        ("salt = os.urandom(16)", "hashlib"),
        ("bits = secrets.randbits(64)", "hashlib"),
        ("pick = secrets.choice(rows)", "in place of secrets"),
        ("rng = random.SystemRandom()", "in place of secrets"),
        ('rows = db.execute("SELECT * FROM rows ORDER BY RANDOM()")', "order by a column"),
        ('found = db.execute("SELECT random() FROM rows").fetchall()', "order by a column"),
        ("torch.seed()", "torch.manual_seed"),
        ("random.seed()", "random.seed(SEED)"),
        ('lines = subprocess.run(["shuf", path])', "--random-source"),
        ("rng = np.random.default_rng()", "np.random.default_rng(SEED)"),
        ("rng = random.Random()", "random.Random(SEED)"),
        ("x = random.random() + noise('a')", "np.random.default_rng(SEED)"),
        ("forest = RandomForestClassifier()", "random_state=SEED"),
        ("", "np.random.default_rng(SEED)"),
    ],
)
def test_the_fix_speaks_of_what_the_line_calls(line: str, told: str) -> None:
    assert told in OsEntropy.remedy("", [line])


def test_the_fix_of_several_lines_names_each_remedy_once() -> None:
    told = OsEntropy.remedy("", ["a = uuid.uuid4()", "b = default_rng()", "c = uuid.uuid4()"])
    assert told.count("uuid5") == told.count("default_rng") == 1
    assert OsEntropy.remedy("", []) == OsEntropy.fix
