"""Tracing a real program in an interpreter of its own: what is noted, and that nothing else changes."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.executed import ExecutedFunctions
from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.traces.event import Key
from pytest_repro.traces.recorder import DETAILS, FOLDER, KEYS, SUMMARY, Recorder
from pytest_repro.traces.trace import Trace, limits
from pytest_repro.traces.tracer import Tracer

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
RUNNER = """
import json, sys
from pathlib import Path
from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.traces.tracer import Tracer

folder, project, traced = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "traced"
sys.path.insert(0, str(project))
tracer = Tracer(folder, SiteFinder(project), ImportHooks())
if traced:
    tracer.start()
import program
print(json.dumps(program.result()))
if traced:
    tracer.stop()
    assert sys.gettrace() is None
    print(json.dumps(program.result()), file=sys.stderr)
"""
TRAIN = """
import random
import torch

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.nn.Parameter(torch.randn(5, 3))
        self.out = torch.nn.Linear(3, 1)

    def forward(self, rows):
        return self.out(torch.relu(self.table[rows])).sum()

def result():
    torch.manual_seed(0)
    random.seed(0)
    torch.set_num_threads(1)
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        net(torch.tensor([0, 1, random.randrange(5), 1])).backward()
        optimizer.step()
    return [part.sum().item() for part in net.parameters()]
"""


@pytest.fixture
def traced(tmp_path: Path) -> Callable[..., tuple[list[float], Trace]]:
    return functools.partial(run, tmp_path)


def run(folder: Path, program: str, how: str = "traced") -> tuple[list[float], Trace]:
    project = folder / "project"
    project.mkdir(exist_ok=True)
    (project / "program.py").write_text(textwrap.dedent(program))
    command = [sys.executable, "-c", RUNNER, str(folder / how), str(project), how]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    if how == "traced":
        assert json.loads(done.stderr) == json.loads(done.stdout)
    return json.loads(done.stdout), Trace(folder / how)


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[float], Trace]:
    """The folder of a training, and what came of it, once traced."""
    pytest.importorskip("torch")
    folder = tmp_path_factory.mktemp("training")
    result, _ = run(folder, TRAIN)
    (folder / "traced").rename(folder / "first")
    return folder, result, Trace(folder / "first")


def test_a_training_is_traced_and_not_changed(training: tuple[Path, list[float], Trace]) -> None:
    folder, result, trace = training
    assert result == run(folder, TRAIN, "plain")[0]
    lines = textwrap.dedent(TRAIN).splitlines()
    events = list(trace)
    operations = [event for event in events if event.key.kind == "operation"]
    backward = [event for event in operations if "in the backward of IndexBackward" in event.key.what]
    assert {lines[event.key.line - 1].strip() for event in backward} == {
        "return self.out(torch.relu(self.table[rows])).sum()"
    }
    assert any(event.key.what == "aten::randn (draws)" for event in operations)
    gradients = [event for event in events if event.key.kind == "gradient"]
    assert {event.key.what for event in gradients} == {"table", "out.weight", "out.bias"}
    assert [event.step for event in events if event.key.kind == "step"] == [1, 2, 3]
    assert {event.key.what for event in events if event.key.kind == "stream"} >= {
        "python-random",
        "torch-random",
    }
    functions = {event.key.function for event in events if event.key.kind == "return"}
    assert {"Net.__init__", "Net.forward", "result"} <= functions
    assert not trace.capped


def test_an_equal_run_gives_an_equal_trace(training: tuple[Path, list[float], Trace]) -> None:
    folder, _, trace = training
    first, second = _without_ambient(trace), _without_ambient(run(folder, TRAIN)[1])
    assert [a for a, b in zip(first, second, strict=True) if a != b] == []


def _without_ambient(trace: Trace) -> list[object]:
    """All but the global streams: they start anywhere."""
    kept = [event for event in trace if event.key.kind != "stream"]
    return [(event.key, event.inputs, event.outputs) for event in kept]


def test_a_hot_function_is_bounded_and_that_is_reported(
    traced: Callable[..., tuple[list[float], Trace]], tmp_path: Path
) -> None:
    _, trace = traced(
        """
        def hot(i):
            return i

        def result():
            return [sum(hot(i) for i in range(5000))]
        """
    )
    assert len([event for event in trace if event.key.function == "hot"]) < 7000
    assert "calls of hot" in trace.capped
    assert "lines of hot" in trace.capped
    lines, calls = limits(tmp_path / "traced")  # in some versions a generator expression is a function too
    assert lines.startswith("only the first 400 executions of lines of hot")
    assert calls.startswith("only the first 2,000 calls of hot")


def test_events_beyond_the_cap_are_counted(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / FOLDER, max_events=10)
    number = recorder.number("handle", Key("line", "a.py", 1, "f", ""))
    for index in range(25):
        recorder.add(number, outputs=bytes([index]) * 16, detail={"n": index})
    recorder.save()
    trace = Trace(tmp_path)
    assert len(trace) == 10
    assert trace[9].detail == {"n": 9}
    assert trace[9].outputs == bytes([9]) * 16
    assert trace.capped == {"events": 15}
    assert limits(tmp_path) == ("the trace ends after 10 events, 15 more followed",)
    recorder.close()
    recorder.add(number)


@pytest.mark.slow  # what torch.compile imports takes longer than what it compiles
def test_what_torch_does_out_of_sight_is_told(
    traced: Callable[..., tuple[list[float], Trace]], tmp_path: Path
) -> None:
    torch = pytest.importorskip("torch")
    if not hasattr(torch.utils._python_dispatch.TorchDispatchMode, "ignore_compile_internals"):
        pytest.skip("this torch compiles nothing while operations are traced")
    program = """
        import torch

        def double(x):
            return x * 2

        def result():
            compiled = torch.compile(double, fullgraph=True, backend="aot_eager")
            x = compiled(torch.ones(2, requires_grad=True)).sum()
            return [torch.cond(torch.tensor(True), torch.sin, torch.cos, (x,)).item()]
        """
    result, _ = traced(program)
    assert result == traced(program, "plain")[0]
    assert limits(tmp_path / "traced") == (
        "operations within torch's cond are not traced",
        "operations that torch.compile fused are not traced",
    )


def test_functions_are_noted_beside_a_trace(tmp_path: Path) -> None:
    """Both use ``sys.monitoring`` where it exists, and each needs a tool of its own."""
    finder = SiteFinder(tmp_path)
    tracer, executed = Tracer(tmp_path, finder, ImportHooks()), ExecutedFunctions(finder)
    (tmp_path / "program.py").write_text("def one():\n    return 1\n")
    scope: dict[str, Any] = {}
    exec(compile((tmp_path / "program.py").read_text(), str(tmp_path / "program.py"), "exec"), scope)
    executed.start()
    tracer.start()
    try:
        scope["one"]()
    finally:
        tracer.stop()
        executed.stop()
    assert "one" in {event.key.function for event in Trace(tmp_path)}
    assert "one" in {function["function"] for function in executed.functions()}


def test_no_trace_is_an_empty_one(tmp_path: Path) -> None:
    assert list(Trace(tmp_path)) == []
    assert limits(tmp_path) == ()


def test_a_process_that_was_killed_leaves_what_it_had_saved(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / FOLDER)
    number = recorder.number("handle", Key("line", "a.py", 1, "f", ""))
    recorder.add(number, detail={"n": 1})
    assert list(Trace(tmp_path)) == []
    assert limits(tmp_path) == ("the trace is missing: the trial ended before it was written",)
    recorder.save()
    # Killed while it wrote more.
    for name in (KEYS, DETAILS):
        with (tmp_path / FOLDER / name).open("ab") as file:
            file.write(b'{"n": "\xc3')
    (tmp_path / FOLDER / f"{SUMMARY}.partial").write_text('{"eve')
    assert [event.detail for event in Trace(tmp_path)] == [{"n": 1}]
    assert limits(tmp_path) == ()
    recorder.close()


def test_a_full_disk_ends_the_trace_and_not_the_program(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    recorder = Recorder(tmp_path / FOLDER)
    number = recorder.number("handle", Key("line", "a.py", 1, "f", ""))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system refuses what goes beyond, and takes a part of what is written across, as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        for index in range(10_000):
            recorder.add(number, outputs=index.to_bytes(16, "big"))
        recorder.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    trace = Trace(tmp_path)
    assert [int.from_bytes(event.outputs, "big") for event in trace][1:] == list(range(1, 4096))
    (said,) = limits(tmp_path)
    assert said.startswith("the trace ends early: it could not be written: ")


def test_a_trace_keeps_nothing_alive_that_the_program_deletes(traced: Callable[..., Any]) -> None:
    program = """
    class Meter:
        def __init__(self, name, log):
            self.name, self.log = name, log

        def __del__(self):
            self.log.append(self.name)

    def leave(log):
        log.append("asked")

    def let_go(meter, log):
        del meter
        leave(log)
        log.append("let go")

    def result():
        log = []
        for number in range(300):
            meter = Meter(number, log)
        del meter
        leave(log)
        log.append("deleted")
        for number in range(2):
            for _ in range(250):
                let_go(Meter(-number, log), log)
        return log
    """
    assert traced(program)[0] == traced(program, "untraced")[0]


UNREADABLE = """
import torch

class Slotted:
    __slots__ = ("kept",)
    def __getattribute__(self, name):
        raise ValueError(name)

class Secretive:
    def __getattribute__(self, name):
        raise ValueError(name)

class Descent(torch.optim.Optimizer):
    def __init__(self, parameters):
        super().__init__(parameters, {})

    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.data.sub_(parameter.grad)

def passed(*values):
    return len(values)

def result():
    secretive = Secretive()
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = Descent([weight])
    (weight * 3).sum().backward()
    optimizer.step()
    return [passed(Slotted(), secretive), *weight.tolist()]
"""


def test_objects_that_fail_when_they_are_read_and_optimizers_in_the_making_do_no_harm(
    traced: Callable[..., tuple[list[float], Trace]],
) -> None:
    pytest.importorskip("torch")
    values, trace = traced(UNREADABLE)
    assert values == [2, -2.0, -2.0]
    assert "passed" in {event.key.function for event in trace if event.key.kind == "return"}


RACING = """
import threading

def first(over):
    over.set()

def second(begun):
    begun.set()

def result():
    begun, over = threading.Event(), threading.Event()
    threads = [late.Late(begun, first, over), threading.Thread(target=second, args=(begun,))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return over.is_set()
"""
LATE = """
import threading

class Late(threading.Thread):
    def __init__(self, begun, work, *arguments):
        super().__init__(target=work, args=arguments)
        self.begun = begun

    def run(self):
        assert self.begun.wait(60)
        super().run()
"""
"""A library: of the thread that is started first nothing shows before the second has come by."""


def test_threads_are_numbered_as_they_are_started(
    traced: Callable[..., tuple[bool, Trace]], tmp_path: Path
) -> None:
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    (libraries / "late.py").write_text(LATE)
    done, trace = traced(f"import sys\nsys.path.append({str(libraries)!r})\nimport late\n{RACING}")
    assert done
    called = [(event.key.function, event.thread) for event in trace if event.key.kind == "call"]
    assert [entry for entry in called if entry[0] in ("first", "second")] == [("second", 2), ("first", 1)]


DEEP = """
import sys

def down(n):
    return 1 + down(n - 1) if n else 0

def deepest():
    # As deep as the program may go without a trace.
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return sys.getrecursionlimit() - depth - {left}

def result():
    found = down(deepest())
    after = found > 0
    return [float(after)]
"""


@pytest.mark.parametrize("left", [4, 45])
def test_a_program_may_recurse_as_deep_as_without_a_trace(
    left: int, traced: Callable[..., tuple[list[float], Trace]]
) -> None:
    result, trace = traced(DEEP.format(left=left))
    assert result == [1.0]
    assert "result" in {key.function for key in trace.keys if key.kind == "line"}
    lines = [key.line for key in trace.keys if key.kind == "line" and key.function == "result"]
    assert max(lines) == 17, "lines after the recursion are traced"


def test_what_was_too_deep_to_be_traced_is_told(tmp_path: Path, traced: Callable[..., Any]) -> None:
    traced(DEEP.format(left=4))
    assert any("deep in a recursion" in limit for limit in limits(tmp_path / "traced"))


def test_what_a_step_of_an_optimizer_calls_is_traced_and_what_comes_after_one_that_fails(
    traced: Callable[..., Any],
) -> None:
    pytest.importorskip("torch")
    program = """
    import torch

    def after(number):
        return number

    def hook(optimizer, args, kwargs):
        return None

    def closure():
        return torch.zeros(1)

    class Own(torch.optim.SGD):
        def _init_group(self, *given):
            return super()._init_group(*given)

    def result():
        weight = torch.nn.Parameter(torch.ones(2))
        weight.grad = torch.ones(2)
        plain = torch.optim.SGD([weight], lr=0.1)
        plain.step()
        after(1)
        Own([weight], lr=0.1).step()
        plain.step(closure)
        plain.register_step_post_hook(hook)
        plain.step()
        sparse = torch.nn.Parameter(torch.ones(2))
        sparse.grad = torch.ones(2).to_sparse()
        try:
            torch.optim.Adam([sparse], lr=0.1).step()
        except RuntimeError:
            after(2)
        return weight.tolist()
    """
    _, trace = traced(program)
    called = [event.key.function.rpartition(".")[2] for event in trace if event.key.kind == "call"]
    assert called[called.index("result") :] == ["result", "after", "_init_group", "closure", "hook", "after"]


def test_a_trace_that_the_program_ends_is_told(tmp_path: Path, traced: Callable[..., Any]) -> None:
    if hasattr(sys, "monitoring"):
        pytest.skip("a program has to take a tool's number from it to end the trace")
    traced("import sys\n\ndef result():\n    sys.settrace(None)\n    return [1.0]\n")
    assert any("the trace ends where" in limit for limit in limits(tmp_path / "traced"))
