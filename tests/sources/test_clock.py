"""The date, the time of day and durations."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from source_contract import SourceContract, marked

from pytest_repro.source import Ambient
from pytest_repro.sources.clock import Clock
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

CLOCK = (Atom("clock"),)


class TestClock(SourceContract):
    source = "clock"
    other_order = True
    probes = """
        import asyncio
        import datetime
        import os
        import queue
        import threading
        import time
        from datetime import datetime as dt
        from time import time as now

        UTC = datetime.timezone.utc
        AT_IMPORT = time.time()  # HERE

        def moved_at_import():
            return AT_IMPORT

        def seconds():
            return [
                time.time(),  # HERE
                time.time_ns(),  # HERE
                now(),  # HERE
            ]

        def stopwatches():
            return [
                time.monotonic(),  # HERE
                time.monotonic_ns(),  # HERE
                time.perf_counter(),  # HERE
                time.perf_counter_ns(),  # HERE
                time.process_time(),  # HERE
                time.process_time_ns(),  # HERE
                time.thread_time(),  # HERE
                time.thread_time_ns(),  # HERE
                time.clock_gettime(time.CLOCK_MONOTONIC),  # HERE
                time.clock_gettime_ns(time.CLOCK_PROCESS_CPUTIME_ID),  # HERE
                os.times(),  # HERE
            ]

        def kinds():
            answers = [time.time(), time.time_ns(), time.perf_counter(), time.perf_counter_ns()]  # HERE
            return [type(answer).__name__ for answer in answers]

        def dates():
            return [
                dt.now(UTC).isoformat(),  # HERE
                datetime.datetime.now(tz=UTC).isoformat(),  # HERE
                dt.utcnow().isoformat(),  # HERE
                time.strftime("%Y-%m-%d", time.gmtime()),  # HERE
                time.gmtime().tm_yday,  # HERE
                time.asctime(time.gmtime()),  # HERE
                time.clock_gettime(time.CLOCK_REALTIME),  # HERE
            ]

        class Timer:
            read = time.perf_counter

        def moved_by_a_class_attribute():
            return Timer().read()  # HERE

        def duration():
            started = time.perf_counter()  # HERE
            return time.perf_counter() - started  # HERE

        def time_of_an_event_loop():
            async def now():
                return asyncio.get_running_loop().time()  # HERE
            return asyncio.run(now())

        def waiting():
            async def both():
                return await asyncio.wait_for(asyncio.gather(asyncio.sleep(0.001, 1), asyncio.sleep(0, 2)), 5)
            answers = queue.Queue()
            threading.Timer(0.001, lambda: answers.put(3)).start()
            return [*asyncio.run(both()), answers.get(timeout=5)]

        def loop_bounded_by_time():
            steps, end = 0, time.monotonic() + 0.01  # HERE
            while time.monotonic() < end:  # HERE
                steps += 1
            return steps

        def in_a_thread():
            out = []
            def work():
                out.append(time.time())  # HERE
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            return out

        def given_times():
            return [
                time.gmtime(0).tm_year,
                time.strftime("%Y", (2001, 2, 3, 4, 5, 6, 0, 1, 0)),
                dt(2020, 1, 1).isoformat(),
                dt.fromtimestamp(0, UTC).isoformat(),
                isinstance(dt(2020, 1, 1), datetime.datetime),
                time.asctime((2001, 2, 3, 4, 5, 6, 0, 1, 0)),
                len(time.ctime(0)),
            ]
        """.replace("def kinds", "def steady_kinds")


class TestLocalTime(SourceContract):
    source = "clock"
    atoms = (Atom("clock"), Atom("environment", "time-zone"))
    other_order = True
    probes = """
        import datetime
        import time

        def local():
            return [
                datetime.datetime.now(datetime.timezone.utc).isoformat(),  # HERE
                datetime.datetime.today().isoformat(),  # HERE
                datetime.date.today().isoformat(),  # HERE
                list(time.localtime()),  # HERE
                time.ctime(),  # HERE
                time.asctime(),  # HERE
                time.strftime("%Y-%m-%d %H:%M:%S"),  # HERE
            ]
        """


class TestPandas(SourceContract):
    source = "clock"
    other_order = True
    probes = """
        import pandas as pd

        def stamps():
            return [
                pd.Timestamp.now("UTC").isoformat(),  # HERE
                pd.Timestamp.utcnow().isoformat(),  # HERE
                pd.to_datetime("now", utc=True).isoformat(),  # HERE
            ]

        def given():
            return pd.date_range("2020-01-01", periods=2).strftime("%Y-%m-%d").tolist()
        """

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def installed(cls) -> None:
        pytest.importorskip("pandas")


class TestLibrariesInC(SourceContract):
    source = "clock"
    atoms = (Atom("clock"), Atom("environment", "time-zone"))
    other_order = True
    probes = """
        import sqlite3

        import numpy as np

        def numpy_dates():
            return [
                str(np.datetime64("now")),  # HERE
                str(np.datetime64("today")),  # HERE
                str(np.array(["now"], dtype="datetime64[s]")[0]),  # HERE
                str(np.arange("today", 2, dtype="datetime64[D]")[0]),  # HERE
            ]

        def numpy_given():
            return [str(np.datetime64("2020-01-01")), str(np.datetime64(5, "s"))]

        def _ask(query):
            return sqlite3.connect(":memory:").execute(query).fetchone()[0]  # HERE

        def moved_sqlite_dates():
            return [_ask(f"select {what}") for what in (
                "datetime('now')", "current_timestamp", "julianday('now')", "strftime('%f', 'now')",
                "datetime('now', 'localtime')",
            )]

        def sqlite_given():
            return sqlite3.connect(":memory:").execute("select date('2020-01-01')").fetchone()[0]
        """


class TestFileTimes(SourceContract):
    source = "clock"
    atoms = (Atom("clock"), Atom("environment", "time-zone"), Atom("environment", "temporary-directory"))
    other_order = True
    probes = """
        import io
        import os
        import tarfile
        import tempfile
        import zipfile
        from pathlib import Path

        OLD = Path(__file__)
        os.utime(OLD, (10**9, 10**9))

        def _made(name="new.txt"):
            path = Path(tempfile.mkdtemp()) / name
            path.write_text("made by the run")
            return path

        def times():
            path = _made()
            with path.open() as file:
                fd = os.fstat(file.fileno()).st_mtime  # HERE
            return [
                fd,
                os.stat(path).st_mtime,  # HERE
                path.stat().st_mtime_ns,  # HERE
                path.lstat().st_ctime,  # HERE
                os.path.getmtime(path),  # HERE
                os.path.getctime(path),  # HERE
                next(os.scandir(path.parent)).stat().st_mtime,  # HERE
            ]

        def archives():
            path, zipped, tarred = _made(), io.BytesIO(), io.BytesIO()
            with zipfile.ZipFile(zipped, "w") as file:
                file.write(path, "new.txt")  # HERE
            with tarfile.open(fileobj=tarred, mode="w") as file:
                file.add(path, "new.txt")  # HERE
            return [zipped.getvalue().hex(), tarred.getvalue().hex()]

        def latest_by_what_was_set():
            paths = [_made(f"{n}.txt") for n in range(3)]
            for path, second in zip(paths, (1, 3, 2)):
                os.utime(path, (second, second))
            return max(paths, key=os.path.getmtime).name

        def inputs():
            return [OLD.stat().st_mtime, os.path.getmtime(OLD), OLD.stat()[8], list(OLD.stat())[6]]

        def set_by_the_program():
            path = _made()
            os.utime(path, (2 * 10**9, 2 * 10**9))
            return path.stat().st_mtime == 2 * 10**9

        def other_questions():
            path = _made()
            return [path.exists(), path.is_file(), os.path.exists(path), path.stat().st_size,
                    os.path.samefile(path, path), os.path.getsize(path),
                    [entry.name for entry in os.scandir(path.parent)],
                    [os.path.basename(os.fspath(entry)) for entry in os.scandir(path.parent)]]
        """


SHIFT = """
    import datetime
    import time

    def times():
        return [time.time(), datetime.date.today().weekday(), datetime.date.today().month]

    def rates():
        watches = [time.monotonic, time.perf_counter, time.time]
        before = [read() for read in watches]
        time.sleep(0.2)
        return [read() - started for read, started in zip(watches, before)]
    """


def test_whatever_the_zones_the_weekday_and_the_month_are_others() -> None:
    rng = random.Random(1)
    ambient = Ambient({}, "")
    shifts = {Clock.vary(rng, ambient)["shift_seconds"] for _ in range(500)}
    for start in range(0, 366, 7):
        now = datetime(2024, 1, 1, 12, 30, tzinfo=timezone.utc) + timedelta(days=start)
        for shift in sorted(shifts)[:: len(shifts) // 20]:
            for offset in (-9.5, 0, 14):
                then = now + timedelta(seconds=shift, hours=offset)
                assert then.weekday() != now.weekday()
                assert then.month != now.month


def test_varied_is_another_time_and_pace(bench: Callable[..., Bench]) -> None:
    made = bench(SHIFT)
    recorded, varied = made.record().answers, made.vary().answers
    assert varied["times"][0] - recorded["times"][0] > 42 * 86_400
    assert varied["times"][2] != recorded["times"][2]
    assert all(0.2 <= seconds < 0.29 for seconds in recorded["rates"])
    assert all(seconds >= 0.3 for seconds in varied["rates"]), "sleep() sleeps really, durations are longer"


WAITING = """
    import asyncio
    import concurrent.futures
    import multiprocessing.pool
    import queue
    import subprocess
    import sys
    import threading
    import time

    def _square(x):
        time.sleep(0.001)
        return x * x

    def threads():
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            futures = [pool.submit(_square, n) for n in range(9)]
            done, _ = concurrent.futures.wait(futures, timeout=20)
            first = next(concurrent.futures.as_completed(futures, timeout=20))
        return [len(done), sorted(f.result(timeout=20) for f in futures), first.done()]

    def timeouts():
        found = []
        try:
            queue.Queue().get(timeout=0.02)
        except queue.Empty:
            found.append("queue")
        found.append(threading.Event().wait(0.02))
        found.append(threading.Lock().acquire(timeout=0.02))
        condition = threading.Condition()
        with condition:
            found.append(condition.wait_for(lambda: False, timeout=0.02))
        return found

    def timers():
        rang = threading.Event()
        threading.Timer(0.02, rang.set).start()
        return rang.wait(20)

    def tasks():
        async def work(n):
            await asyncio.sleep(0.01 * n)
            return n
        async def main():
            try:
                await asyncio.wait_for(asyncio.sleep(30), 0.02)
            except asyncio.TimeoutError:
                return await asyncio.wait_for(asyncio.gather(*map(work, range(3))), 20)
        return asyncio.run(main())

    def children():
        return subprocess.run([sys.executable, "-c", "print(1)"], timeout=20, capture_output=True).returncode

    def pool():
        with multiprocessing.pool.ThreadPool(2) as workers:
            return workers.map_async(_square, range(5)).get(timeout=20)
    """


def test_what_waits_by_the_clock_still_works(bench: Callable[..., Bench]) -> None:
    made = bench(WAITING)
    recorded = made.record()
    replayed = made.replay(recorded, CLOCK)
    expected = {
        "threads": [9, [n * n for n in range(9)], True],
        "timeouts": ["queue", False, True, False],
        "timers": True,
        "tasks": [0, 1, 2],
        "children": 0,
        "pool": [0, 1, 4, 9, 16],
    }
    for ran in (recorded, replayed, made.vary()):
        assert ran.answers == expected


MANY = """
    import time
    from pytest_repro.interpose import tap

    tap.CAP = 1000

    def many():
        return sum(time.perf_counter_ns() % 7 for _ in range(1100))  # HERE
    """


def test_many_draws_are_bounded(bench: Callable[..., Bench]) -> None:
    made = bench(MANY)
    recording = made.record().recording("clock")
    assert recording["capped"]
    (draw,) = recording["draws"]
    assert (draw["line"], draw["count"]) == (*marked(made.text), 1100)


MEASURING = """
    import datetime
    import sysconfig
    import time

    UTC = datetime.timezone.utc
    FILE = sysconfig.get_paths()["purelib"] + "/measuring.py"
    exec(compile("def took(): return time.perf_counter() - time.time()", FILE, "exec"))
    exec(compile("def today(): return datetime.datetime.now(UTC).isoformat()", FILE, "exec"))

    def measured():
        return took()  # HERE

    def dated():
        return today()  # HERE

    def own():
        return [time.perf_counter(), time.time(), datetime.datetime.now(UTC).isoformat()]
    """


def test_what_a_library_measures_on_its_own_account_is_told_from_what_the_program_asks(
    bench: Callable[..., Bench],
) -> None:
    made = bench(MEASURING)
    ran = made.record()
    draws = ran.recording("clock")["draws"]
    assert {draw["line"] for draw in draws if Clock.aside(draw["what"])} == marked(made.text)
    assert {draw["function"] for draw in draws if not Clock.aside(draw["what"])} == {"own"}
    assert made.replay(ran, CLOCK).answers == ran.answers
