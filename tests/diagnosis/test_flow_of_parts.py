"""Attributes, entries, gradients, arguments, queues: which of several draws reach the result.

All programs are run in the same two processes. In each, a draw that reaches the result ends in ``# GUILTY``,
and the others do not.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pytest_repro.diagnosis.divergence import compare_traces
from pytest_repro.diagnosis.grounds import Lines
from pytest_repro.traces.trace import Trace

ROOT = Path(__file__).resolve().parents[2]
RUNNER = """
import importlib, sys
from pathlib import Path
from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.traces.tracer import Tracer

out, project, libraries = map(Path, sys.argv[1:4])
sys.path[:0] = [str(project), str(libraries)]
import drawing
drawing.begin(sys.argv[4])
for name in sys.argv[5:]:
    hooks = ImportHooks()
    tracer = Tracer(out / name, SiteFinder(project), hooks)
    tracer.start()
    importlib.import_module(name).result()
    tracer.save()
    tracer.stop()
    hooks.remove()
"""
DRAWING = """
import random

def begin(seed):
    global stream
    stream = random.Random(seed)

def draw():
    return stream.random()

def draws(n):
    import numpy as np
    return np.array([draw() for _ in range(n)])

def held_draws(n, begun, over):
    begun.set()
    assert over.wait(60)
    return draws(n)

class Machine:
    def __init__(self, start):
        self.start = start

    def run(self):
        return 2 * self.start
"""
"""Lies among the libraries: no line of it is traced."""
PROGRAMS = {
    "dataclasses_and_entries": """
        from dataclasses import dataclass, field

        @dataclass
        class Config:
            rate: float = 0.1
            jitter: float = 0.0
            options: dict = field(default_factory=dict)

        def make():
            config = Config()
            config.jitter = draw()
            config.options["scale"] = draw()  # GUILTY
            config.options["tag"] = draw()
            return config

        def result():
            config = make()
            return config.rate * config.options["scale"]
        """,
    "closures": """
        def maker():
            a = draw()  # GUILTY
            b = draw()
            def inner(x):
                return x + a
            def log():
                return b
            return inner, log

        def result():
            f, g = maker()
            g()
            return [f(i) for i in range(3)]
        """,
    "everyday_numbers_in_closures": """
        def schedule(steps):
            day = round(10 * draw())  # GUILTY
            seen = draw()
            return lambda step: 1 / (1 + (step + day) / steps)

        def counter():
            count = round(10 * draw())  # GUILTY
            def following():
                nonlocal count
                count += 1
                return count
            return following

        def result():
            rate, other, following = schedule(10), schedule(20), counter()
            return [rate(i) + following() for i in range(3)]
        """,
    "rounds_that_are_longer_or_more": """
        def part(left, i):
            return left * 7 % 1 - i

        def result():
            left, rounds = draw(), 0  # GUILTY
            shown = draw()
            while left > 0:
                rounds += 1
                new = sum(part(left, i) for i in range(int(left * 100) % 7))
                if new > 0.2:
                    left *= 0.9
                left -= 0.02
            return rounds
        """,
    "what_is_made_of_a_part_of_an_object": """
        class Run:
            def __init__(self):
                self.started = draw()
                self.tags = {"project": "ridge"}
                self.tags.setdefault("user", draw())
                self.tags.setdefault("node", draw())  # GUILTY

            @property
            def shard(self):
                return 7 * self.tags["node"]

        class Sampler:
            def __init__(self, run):
                self.engine = iter([run.shard])

            def take(self):
                return next(self.engine)

        class Named(Sampler):
            def __init__(self, run):
                super().__init__(run)
                self.name = "named"

        class Queue:
            def __init__(self, numbers):
                self.numbers = numbers

            def take(self):
                return next(self.numbers)

        def result():
            run = Run()
            print(run.started, run.tags["user"])
            named = Named(run)
            unused = Queue(iter([draw()]))
            queue = Queue(iter([draw()]))  # GUILTY
            first = Sampler(run).take()
            second = named.take()
            third = queue.take()
            fourth = Queue(iter([draw()])).take()  # GUILTY
            return [first, second, third, fourth]
        """,
    "arguments_of_methods": """
        from collections import deque

        class Buffer:
            def __init__(self):
                self.items = deque(maxlen=3)
                self.hits = draw()

            def push(self, value):
                self.items.append(value)

        def result():
            buffer = Buffer()
            for i in range(5):
                buffer.push(i + draw())  # GUILTY
            return sum(buffer.items)
        """,
    "slots_and_named_tuples": """
        from collections import namedtuple

        Pair = namedtuple("Pair", "left right")

        class Point:
            __slots__ = ("x", "y")

            def __init__(self):
                self.x = draw()
                self.y = draw()  # GUILTY

        def result():
            point = Point()
            point.x = 0.0
            pair = Pair(draw(), point.y)
            return pair.right
        """,
    "module_variables": """
        STATE = {"temperature": 1.0, "log": 0.0}

        def tick():
            STATE["log"] = draw()
            STATE["temperature"] = STATE["temperature"] * draw()  # GUILTY

        def result():
            tick()
            return STATE["temperature"]
        """,
    "variables_of_classes": """
        class Counter:
            total = 0.0
            seen = 0.0

            @classmethod
            def add(cls, n):
                cls.total += n * draw()  # GUILTY
                cls.seen += draw()

        def result():
            Counter.add(2)
            return Counter.total
        """,
    "queues": """
        import queue
        import threading

        def produce(waiting):
            skipped = draws(3)
            waiting.put(draws(3))  # GUILTY

        def result():
            waiting = queue.Queue()
            thread = threading.Thread(target=produce, args=(waiting,))
            thread.start()
            thread.join()
            got = waiting.get()
            return got * 2
        """,
    "threads_that_share_an_array": """
        import threading
        import numpy as np

        STORE = threading.local()

        def generator():
            if not hasattr(STORE, "stream"):
                STORE.stream = iter(draws(50))  # GUILTY
            return STORE.stream

        def price(prices, place, strike):
            skipped = draws(3)
            steps = next(generator())
            prices[place] = max(np.exp(steps) - strike, 0.0)

        def result():
            prices = np.zeros(5)
            threads = [threading.Thread(target=price, args=(prices, i, 0.1 * i)) for i in range(5)]
            for thread in threads:
                thread.start()  # STARTS
            for thread in threads:
                thread.join()
            return prices
        """,
    "threads_that_write_while_another_draws": """
        import threading
        import numpy as np

        def fill(prices, begun, over):
            assert begun.wait(60)
            prices[:] = draws(3)  # GUILTY
            over.set()

        def result():
            prices = np.zeros(3)
            begun, over = threading.Event(), threading.Event()
            thread = threading.Thread(target=fill, args=(prices, begun, over))
            thread.start()  # STARTS
            skipped = held_draws(3, begun, over)
            thread.join()
            return prices
        """,
    "overwritten_arrays": """
        import numpy as np

        def result():
            first = draws(4)
            first[:] = 0
            first += draws(4)  # GUILTY
            second = draws(3)
            second.fill(1)
            third = draws(4)
            np.copyto(third, first)
            fourth = draws(4)
            np.add(first, 1.0, out=fourth)
            return first, second, third, fourth
        """,
    "sent_into_generators": """
        def running():
            total = count = 0.0
            while True:
                value = yield total / max(count, 1)
                total, count = total + value, count + 1

        def collecting():
            kept = [0.0]
            while True:
                kept.append((yield len(kept)))

        def passed_on():
            return (yield from running())

        def result():
            mean, log, other = running(), collecting(), passed_on()
            next(mean), next(log), next(other)
            for step in range(3):
                noise = draw()
                log.send(noise)
                smooth = mean.send(step * draw())  # GUILTY
            count = log.send(0.5)
            more = draw()  # GUILTY
            return smooth, count, other.send(more)
        """,
    "columns_of_arrays": """
        import numpy as np

        def result():
            x = np.zeros((3, 4))
            x[:, 0] = draws(3)
            x[:, 1] = draws(3)  # GUILTY
            x[:, 2] = draws(3)
            x[:, 2] = 1.0
            x[0] = draws(4)
            x[0] = 0.0
            for column in range(4):
                x[1, column] = draw()
            x[1] = 2.0
            x[:, 0] = 3.0
            return x
        """,
    "halves_of_arrays": """
        import numpy as np

        def halves(n, first, second):
            row = draws(5)
            row[:n] = first
            row[n:] = second
            return row

        def result():
            rows = [halves(2, 1.0, step) for step in range(2)]
            rows.append(halves(3, draw(), draws(2)))  # GUILTY
            last = draws(4)  # GUILTY
            last[:1] = 0.0
            last[2:] = 0.0
            return rows, last
        """,
    "more_lines_than_are_traced": """
        import numpy as np

        class Memory:
            def __init__(self):
                self.rows = np.zeros((300, 4))
                self.rows[299] = draws(4)  # GUILTY

            def push(self, place, value):
                row = draws(4)
                row[:2] = value
                row[2:] = place
                noise = draw()
                noise = 0.0
                self.rows[place] = row + noise
                return self.rows[place].sum() * place

        def result():
            memory = Memory()
            for place in range(150):
                value = memory.push(place, memory.rows[299, 0])
            return memory.rows, value
        """,
    "one_call_of_more_lines_than_are_traced": """
        import numpy as np

        def histogram(values, bins):
            counts = draws(bins)  # GUILTY
            for value in values:
                counts[int(value * bins)] += 1
            return counts

        def result():
            work = draws(300)
            work[:] = np.linspace(0, 0.99, 300)
            return histogram(work, 7)
        """,
    "streams_that_are_reseeded": """
        import random
        import numpy as np

        def fresh():
            random.seed(draw())
            np.random.seed(int(draw() * 999))  # GUILTY

        def result():
            fresh()
            mixed = np.random.permutation(9)
            return mixed * 2
        """,
    "methods_that_a_library_calls_again_and_again": """
        class Salted:
            def __init__(self):
                self.salt = draw()  # GUILTY
                self.pepper = draw()

            def part(self, row):
                return self.salt * row

            def held(self, rows):
                return list(map(self.part, rows))

        def result():
            rows = [0.0, draw()]  # GUILTY
            return Salted().held(rows)
        """,
    "hidden_in_an_object_of_a_library_that_asks_for_more": """
        from drawing import Machine

        def result():
            start = draw()  # GUILTY
            shown = draw()
            machine = Machine(start)
            made = machine.run()  # ASKS
            return made
        """,
    "hidden_in_an_object_of_a_library_beside_a_draw": """
        from drawing import Machine

        def result():
            start = draw()  # GUILTY
            shown = draw()
            machine = Machine(start)
            made = machine.run() + draw()  # GUILTY
            return made
        """,
    "rows_of_arrays_that_stay": """
        import numpy as np

        def result():
            x = np.zeros((3, 4))
            for row in range(3):
                x[row] = draws(4)  # GUILTY
            x[1, 1:] = 0.0
            y = np.zeros(4)
            noise = draws(4)
            y[1:] += draws(3)  # GUILTY
            y[1:] += 1.0
            return x, y
        """,
    "columns": """
        import pandas as pd

        def result():
            frame = pd.DataFrame({"x": [1.0, 2, 3]})
            frame["noise"] = draws(3)
            frame["y"] = draws(3)  # GUILTY
            frame = frame.drop(columns=["noise"])
            return frame
        """,
    "training": """
        import torch

        class Module(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = torch.nn.Linear(2, 1)
                torch.nn.init.constant_(self.layer.weight, draw())
                torch.nn.init.zeros_(self.layer.bias)
                torch.nn.init.zeros_(self.layer.weight)

            def training_step(self, batch):
                x, y = batch
                return ((self.layer(x) - y) ** 2).mean()

        class Trainer:
            def __init__(self):
                self.noise = draw()
                self.log = []

            def fit(self, module, batches):
                optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
                for batch in batches:
                    optimizer.zero_grad()
                    loss = module.training_step(batch)
                    loss.backward()
                    optimizer.step()
                    self.log.append(loss.item())

        def data():
            return [(torch.ones(3, 2), torch.full((3, 1), draw())) for _ in range(2)]  # GUILTY

        def result():
            torch.manual_seed(0)
            module = Module()
            Trainer().fit(module, data())
            return module.state_dict()
        """,
    "gradients_where_the_loss_is_the_same": """
        import torch

        def result():
            weight = torch.full((2,), draw(), requires_grad=True)
            with torch.no_grad():
                weight.zero_()
            x = torch.full((2,), draw())  # GUILTY
            optimizer = torch.optim.SGD([weight], lr=0.1)
            optimizer.zero_grad()
            (weight * x).sum().backward()
            optimizer.step()
            return weight
        """,
}
IMPORTS = {"columns": "pandas", "training": "torch", "gradients_where_the_loss_is_the_same": "torch"}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the programs in ``project``, and the traces of two executions of each."""
    base = tmp_path_factory.mktemp("flow")
    project, libraries = base / "project", base / "site-packages"
    for folder, files in ((project, PROGRAMS), (libraries, {"drawing": DRAWING})):
        folder.mkdir()
        for name, text in files.items():
            head = "from drawing import draw, draws, held_draws\n" if folder is project else ""
            (folder / f"{name}.py").write_text(head + textwrap.dedent(text))
    absent = {name for name, needed in IMPORTS.items() if importlib.util.find_spec(needed) is None}
    names = [name for name in PROGRAMS if name not in absent]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", RUNNER, str(base / seed), str(project), str(libraries), seed, *names],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    for process in started:
        _, said = process.communicate()
        assert process.returncode == 0, said
    return base


@pytest.mark.parametrize("name", PROGRAMS)
def test_only_the_draws_that_reach_the_result_are_named(ran: Path, name: str) -> None:
    if name in IMPORTS:
        pytest.importorskip(IMPORTS[name])
    file = ran / "project" / f"{name}.py"
    lines = dict(enumerate(file.read_text().splitlines(), 1))
    drawn = [(str(file), n) for n, text in lines.items() if re.search(r"draws?\(", text)]
    guilty = [n for n, text in lines.items() if text.endswith("# GUILTY")]
    starting = [(str(file), n) for n, text in lines.items() if text.endswith("# STARTS")]
    asking = [(str(file), n) for n, text in lines.items() if text.endswith("# ASKS")]
    places = [*drawn, *starting, *asking]
    traces = Trace(ran / "1" / name), Trace(ran / "2" / name)
    divergence = compare_traces(*traces, "result", Lines(places, places, starting=starting, numbers=drawn))
    named = {root.line for root in divergence.fresh if (root.file, root.line) in drawn}
    assert sorted(named) == guilty
    assert len(drawn) > len(guilty)
    assert all((root.file, root.line) in places for root in divergence.fresh)
