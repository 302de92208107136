"""The order in which threads, tasks and workers come to an end."""

from __future__ import annotations

import contextlib
import functools
import itertools
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from source_contract import SourceContract, finish, marked

from pytest_repro.interpose import giving_way
from pytest_repro.interpose import turns as turns_module
from pytest_repro.interpose.arrivals import Arrivals
from pytest_repro.interpose.jobs import Jobs
from pytest_repro.interpose.turns import Turns
from pytest_repro.sources.completion_order import CompletionOrder
from pytest_repro.trials.planner import Atom, atoms_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

HEAD = """
        import asyncio
        import concurrent.futures
        import multiprocessing
        import multiprocessing.pool
        import os
        import pathlib
        import queue
        import subprocess
        import sys
        import tempfile
        import threading
        import time
        from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed, wait

        def _square(n):
            return n * n

        def _later(n):
            time.sleep(0.002 * n)
            return n

        _WRITE = "import sys; open(sys.argv[1], 'a').write(sys.argv[2])"

        def _put(answers, n):
            time.sleep(0.05)
            answers.put(n)

        def _crash(n):
            raise ValueError(n)
"""


class TestCompletionOrder(SourceContract):
    source = "completion-order"
    other_order = True
    probes = (
        HEAD
        + """
        def first_ended_first():
            with ThreadPoolExecutor(4) as pool:
                futures = [pool.submit(_later, i) for i in range(8)]
                return [f.result() for f in as_completed(futures)]  # HERE

        def by_module():
            with ThreadPoolExecutor(4) as pool:
                futures = {pool.submit(_square, i): i for i in range(8)}
                return [futures[f] for f in concurrent.futures.as_completed(futures)]  # HERE

        def of_processes():
            with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
                futures = [pool.submit(_square, i) for i in range(8)]
                return [f.result() for f in as_completed(futures)]  # HERE

        def wait_for_the_first():
            with ThreadPoolExecutor(2) as pool:
                futures = [pool.submit(_later, i) for i in (5, 0, 40)]
                done, rest = wait(futures, return_when="FIRST_COMPLETED")  # HERE
                return sorted(f.result() for f in done)

        def unordered():
            with multiprocessing.get_context("fork").Pool(2) as pool:
                return list(pool.imap_unordered(_later, range(8)))  # HERE

        def unordered_chunks():
            with multiprocessing.get_context("fork").Pool(2) as pool:
                return list(pool.imap_unordered(_later, range(8), chunksize=2))  # HERE

        def callbacks():
            seen = []
            with multiprocessing.get_context("fork").Pool(2) as pool:
                results = [pool.apply_async(_later, (i,), callback=seen.append) for i in range(8)]  # HERE
                [r.wait() for r in results]
                pool.close()
                pool.join()
            return seen

        def callbacks_of_threads():
            seen = []
            with multiprocessing.pool.ThreadPool(2) as pool:
                for one in [pool.apply_async(_later, (i,), callback=seen.append) for i in range(8)]:  # HERE
                    one.wait()
            return seen

        def threads_as_they_come():
            with multiprocessing.pool.ThreadPool(2) as pool:
                return list(pool.imap_unordered(_later, range(8)))  # HERE

        def callbacks_of_futures():
            seen = []
            with ThreadPoolExecutor(4) as pool:
                futures = [pool.submit(_later, i) for i in range(8)]
                for future in futures:
                    future.add_done_callback(lambda ended: seen.append(ended.result()))  # HERE
                wait(futures)
            return seen

        def callbacks_of_processes():
            seen = []
            with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
                for i in range(8):
                    future = pool.submit(_later, i)
                    future.add_done_callback(lambda ended: seen.append(ended.result()))  # HERE
            return seen

        def processes_that_write():
            with tempfile.TemporaryDirectory() as folder:
                name, started = os.path.join(folder, "out"), []
                for i in range(4):
                    started.append(subprocess.Popen([sys.executable, "-Sc", _WRITE, name, str(i)]))  # HERE
                [process.wait() for process in started]
                return pathlib.Path(name).read_text()

        def processes_that_put():
            context = multiprocessing.get_context("fork")
            answers = context.Queue()
            started = [context.Process(target=_put, args=(answers, i)) for i in range(4)]
            for process in started:
                process.start()  # HERE
            seen = [answers.get(timeout=60) for _ in started]
            [process.join() for process in started]
            return seen

        def steady_one_process_at_a_time():
            return [subprocess.Popen([sys.executable, "-Sc", ""]).wait() for i in range(2)]

        def steady_processes_that_need_one_another():
            context = multiprocessing.get_context("fork")
            met = context.Barrier(2)
            started = [context.Process(target=met.wait, args=(30,)) for i in range(2)]
            [process.start() for process in started]  # HERE
            return [process.join() or process.exitcode for process in started]

        def steady_wait_for_all():
            with ThreadPoolExecutor(4) as pool:
                done, _ = wait({pool.submit(_later, i) for i in range(8)})  # HERE
                return sorted(f.result() for f in done)

        def steady_wait_for_a_failure():
            with ThreadPoolExecutor(4) as pool:
                done, rest = wait(
                    {pool.submit(_later, i) for i in range(8)}, return_when="FIRST_EXCEPTION"  # HERE
                )
                return sorted(f.result() for f in done), len(rest)

        def steady_wait_long_enough():
            with ThreadPoolExecutor(4) as pool:
                done, rest = wait([pool.submit(_later, i) for i in range(8)], timeout=60)  # HERE
                return sorted(f.result() for f in done), len(rest)

        def hedged():
            with ThreadPoolExecutor(4) as pool:
                left, seen = {pool.submit(_square, i) for i in range(6)}, []
                while left:
                    done, left = wait(left, return_when="FIRST_COMPLETED")  # HERE
                    seen += sorted(f.result() for f in done)
                return seen

        async def _rest(n):
            await asyncio.sleep(0.001)
            if n == 4:
                raise ValueError(n)
            return n

        def coroutines():
            async def each(tasks):
                seen = []
                for ended in asyncio.as_completed(tasks):  # HERE
                    try:
                        seen.append(await ended)
                    except ValueError as error:
                        seen.append(str(error))
                return seen
            return asyncio.run(each([_rest(i) for i in range(8)]))

        def coroutines_by_wait():
            async def drain():
                left, seen = {asyncio.create_task(_rest(i)) for i in range(4)}, []
                while left:
                    done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)  # HERE
                    seen += sorted(task.result() for task in done)
                return seen
            return asyncio.run(drain())

        def coroutines_in_a_set():
            async def every():
                done, rest = await asyncio.wait([asyncio.create_task(_rest(i)) for i in range(4)])
                return sorted(task.result() for task in done), len(rest)
            return asyncio.run(every())

        def _noted_as_they_end(start):
            # What coroutines append when what they wait for is over.
            seen = []
            async def one(n):
                await start(asyncio.get_running_loop(), n)
                seen.append(n)
            async def every():
                await asyncio.gather(*(one(n) for n in range(6)))
            asyncio.run(every())
            return seen

        def coroutines_that_await_threads():
            async def start(loop, n):
                await asyncio.to_thread(_later, n)  # HERE
            return _noted_as_they_end(start)

        def coroutines_that_await_a_pool():
            with ThreadPoolExecutor(3) as pool:
                return _noted_as_they_end(lambda loop, n: loop.run_in_executor(pool, _later, n))  # HERE

        def coroutines_that_wrap_futures():
            with ThreadPoolExecutor(3) as pool:
                wrap = asyncio.wrap_future
                return _noted_as_they_end(lambda loop, n: wrap(pool.submit(_later, n)))  # HERE

        def coroutines_that_await_processes():
            with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
                return _noted_as_they_end(lambda loop, n: loop.run_in_executor(pool, _later, n))  # HERE

        def threads_as_completed_by_a_loop():
            async def each():
                tasks = [asyncio.to_thread(_later, n) for n in range(6)]
                return [await ended for ended in asyncio.as_completed(tasks)]  # HERE
            return asyncio.run(each())

        def processes_as_completed_by_a_loop():
            async def each():
                loop, seen = asyncio.get_running_loop(), []
                with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
                    tasks = [loop.run_in_executor(pool, _later, n) for n in range(6)]  # HERE
                    for ended in asyncio.as_completed(tasks):  # HERE
                        seen.append(await ended)
                return seen
            return asyncio.run(each())

        def coroutines_that_sleep():
            async def get(n):
                await asyncio.sleep(0.05)
                return n
            async def work(jobs, seen):
                while True:
                    n = await jobs.get()
                    try:
                        answer = await get(n)
                        seen[n] = answer  # HERE
                    finally:
                        jobs.task_done()
            async def every():
                jobs, seen = asyncio.Queue(), {}
                for n in range(6):
                    jobs.put_nowait(n)
                workers = [asyncio.create_task(work(jobs, seen)) for _ in range(3)]
                await jobs.join()
                [worker.cancel() for worker in workers]
                return list(seen)
            return asyncio.run(every())

        def steady_sleeper_that_wakes_others():
            async def one(event, seen, n):
                await event.wait()
                seen.append(n)
            async def every():
                event, seen = asyncio.Event(), []
                tasks = [asyncio.create_task(one(event, seen, n)) for n in range(4)]
                await asyncio.sleep(0.01)
                event.set()
                await asyncio.gather(*tasks)
                return seen
            return asyncio.run(every())

        def the_first_of_threads():
            async def drain():
                loop, seen = asyncio.get_running_loop(), []
                left = {loop.run_in_executor(None, _later, n) for n in range(4)}  # HERE
                while left:
                    done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)  # HERE
                    seen += sorted(future.result() for future in done)
                return seen
            return asyncio.run(drain())

        def threads_that_nobody_called():
            seen = []
            async def every():
                await asyncio.gather(*[asyncio.to_thread(seen.append, n) for n in range(6)])  # HERE
            asyncio.run(every())
            return seen

        def steady_results_of_threads_in_order():
            async def every():
                return await asyncio.gather(*[asyncio.to_thread(_later, n) for n in range(6)])  # HERE
            return asyncio.run(every())

        def steady_threads_one_by_one():
            async def every():
                return [await asyncio.to_thread(_square, n) for n in range(3)]  # HERE
            return asyncio.run(every())

        def steady_threads_that_wait_for_one_another():
            ready = threading.Event()
            async def every():
                waits = [asyncio.to_thread(ready.wait, 30), asyncio.to_thread(ready.set)]
                return await asyncio.gather(*waits)  # HERE
            return asyncio.run(every())

        def steady_thread_that_asks_the_loop():
            async def other():
                return await asyncio.to_thread(_square, 3)  # HERE
            async def every():
                loop = asyncio.get_running_loop()
                ask = lambda: asyncio.run_coroutine_threadsafe(other(), loop).result(30)
                return await asyncio.to_thread(ask)  # HERE
            return asyncio.run(every())

        def steady_loop_that_a_thread_waits_for():
            ready = threading.Event()
            async def every():
                thread = asyncio.ensure_future(asyncio.to_thread(ready.wait, 30))  # HERE
                await asyncio.sleep(0.01)
                ready.set()
                return await thread
            return asyncio.run(every())

        def steady_coroutine_time_limit():
            async def never():
                for ended in asyncio.as_completed([asyncio.sleep(30)], timeout=0.01):  # HERE
                    try:
                        await ended
                    except asyncio.TimeoutError:
                        return "too late"
            return asyncio.run(never())

        def steady_gather():
            async def both():
                return await asyncio.gather(_rest(1), asyncio.wait_for(_rest(2), 5))
            return asyncio.run(both())

        def joblib_unordered():
            import joblib
            calls = [joblib.delayed(_later)(i) for i in range(6)]
            return list(joblib.Parallel(n_jobs=2, return_as="generator_unordered")(calls))  # HERE

        def steady_sum():
            with ThreadPoolExecutor(4) as pool:
                futures = [pool.submit(_square, i) for i in range(8)]
                return sum(f.result() for f in as_completed(futures))  # HERE

        def steady_errors_come_through():
            with ThreadPoolExecutor(2) as pool:
                future = pool.submit(_crash, 3)  # HERE
                try:
                    future.result()
                except ValueError as error:
                    return str(error)

        def steady_order():
            with ThreadPoolExecutor(4) as pool:
                a = list(pool.map(_later, range(6)))  # HERE
            with multiprocessing.get_context("fork").Pool(2) as pool:
                b = [pool.map(_later, range(6)), list(pool.imap(_later, range(6))), pool.apply(_later, (1,))]
            return [a, b]

        def steady_time_limit():
            with ThreadPoolExecutor(2) as pool:
                futures = [pool.submit(time.sleep, 0.3)]
                try:
                    list(as_completed(futures, timeout=0.01))  # HERE
                except concurrent.futures.TimeoutError:
                    return "too late"
        """
    )


TASKS = """
        import asyncio
        import queue
        import threading
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing.pool import ThreadPool

        def _spin(n):
            sum(range(1000 * n))

        def tasks_that_share_a_list():
            seen = []
            def work(n):
                _spin(n)
                seen.append(n)
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(work, range(8)))  # TASK
            return seen

        def pool_of_threads():
            seen = []
            with ThreadPool(2) as pool:  # TASK
                pool.map(seen.append, range(8), chunksize=1)
            return seen

        def threads_with_a_queue():
            put = queue.Queue(2)
            def work(n):
                for i in range(3):
                    put.put((n, i))
            threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
            for thread in threads:
                thread.start()  # TASK
            return [put.get() for _ in range(12)]

        def coroutines_with_a_queue():
            async def work(put, n):
                await asyncio.sleep(0.05)
                put.put_nowait(n)  # TASK
            async def every():
                put = asyncio.Queue()
                tasks = [asyncio.create_task(work(put, n)) for n in range(3)]
                return [await put.get() for _ in tasks]
            return asyncio.run(every())

        def threads_that_fill_a_queue_for_another():
            inbox, seen = queue.Queue(2), []
            def read(n):
                for i in range(4):
                    inbox.put((n, i))
            def learn():
                for _ in range(12):
                    seen.append(inbox.get())
            threads = [threading.Thread(target=read, args=(n,)) for n in range(3)]
            threads.append(threading.Thread(target=learn))
            for thread in threads:
                thread.start()  # TASK
            for thread in threads:
                thread.join()
            return seen

        def threads_that_share_their_jobs():
            jobs, seen = queue.Queue(), []
            def work():
                while True:
                    try:
                        n = jobs.get_nowait()
                    except queue.Empty:
                        return
                    _spin(n)
                    seen.append(n)
            for n in range(12):
                jobs.put(n)
            threads = [threading.Thread(target=work) for _ in range(3)]
            [thread.start() for thread in threads]  # TASK
            [thread.join() for thread in threads]
            return seen

        def threads_that_share_their_jobs_in_a_simple_queue():
            jobs, seen = queue.SimpleQueue(), queue.SimpleQueue()
            def work():
                while (n := jobs.get()) is not None:
                    _spin(n)
                    seen.put(n)
            threads = [threading.Thread(target=work) for _ in range(3)]
            [thread.start() for thread in threads]  # TASK
            for n in (*range(12), *[None] * 3):
                jobs.put(n)
            [thread.join() for thread in threads]
            return [seen.get_nowait() for _ in range(12)]

        def sums_of_floats():
            total = [0.0]
            lock = threading.Lock()
            def work(n):
                with lock:
                    total[0] = total[0] * 0.9 + 0.1 * n
            threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
            [thread.start() for thread in threads]  # TASK
            [thread.join() for thread in threads]
            return total[0]

        def threads_that_need_one_another():
            ready, answers = threading.Event(), queue.Queue()
            def consumer():
                ready.wait(20)
                answers.put("done")
            threads = [threading.Thread(target=t) for t in (consumer, ready.set)]
            [thread.start() for thread in threads]  # TASK
            return answers.get(timeout=20)
"""


LINES_OF_ONE_POOL = """
        import asyncio

        async def _both():
            first, second = [], []
            async def one(n):
                await asyncio.to_thread(int, n)
                first.append(n)
            async def other(n):
                await asyncio.to_thread(int, n)  # REPLAYED
                second.append(n)
            await asyncio.gather(*map(one, range(6)))
            await asyncio.gather(*map(other, range(6)))
            return first, second

        def both():
            return asyncio.run(_both())
"""


def test_of_two_lines_that_share_the_threads_of_a_loop_one_is_replayed(bench: Callable[..., Bench]) -> None:
    made = bench(LINES_OF_ONE_POOL)
    recorded = made.record()
    line = next(n for n, text in enumerate(made.text.splitlines(), 1) if text.endswith("# REPLAYED"))
    replayed = made.replay(recorded, (Atom("completion-order", "", str(made.project / "probes.py"), line),))
    ordered = list(range(6))
    assert recorded.answers["both"] == [ordered, ordered]
    assert replayed.answers["both"][0] != ordered and replayed.answers["both"][1] == ordered


@pytest.mark.parametrize("environ", [{}, {"TRACED": "1"}], ids=["alone", "traced"])
def test_tasks_are_replayed_one_after_another(environ: dict[str, str], bench: Callable[..., Bench]) -> None:
    made = bench(TASKS, environ=environ)
    recorded, varied = made.record(), made.vary()
    replayed = made.replay(recorded, atoms_of(("completion-order",)))
    assert replayed.answers == recorded.answers
    moved = [name for name in recorded.answers if varied.answers[name] != recorded.answers[name]]
    assert moved == [name for name in recorded.answers if name != "threads_that_need_one_another"]
    lines = [n for n, line in enumerate(made.text.splitlines(), 1) if line.endswith("# TASK")]
    assert recorded.lines("completion-order") == set(lines)
    assert not marked(made.text)


def test_a_queue_of_threads_is_the_same_each_time(bench: Callable[..., Bench]) -> None:
    answers = bench(TASKS).record("threads_with_a_queue").answers["threads_with_a_queue"]
    assert answers == [[n, i] for n in range(4) for i in range(3)]


# Each thread waits until the other one has read, too, or cannot since its turn comes later.
UPDATES = """
        import sys, threading

        def _is_held(thread):
            frame = sys._current_frames().get(thread.ident)
            while frame is not None and frame.f_code.co_name != "begin":
                frame = frame.f_back
            return frame is not None

        def updates():
            total, started = [0], threading.Event()
            read = [threading.Event(), threading.Event()]
            drawn = [None, None]
            def add(n):
                started.wait()
                before = total[0]
                drawn[n] = threading.get_native_id()
                read[n].set()
                while not (read[1 - n].is_set() or _is_held(threads[1 - n])):
                    pass
                total[0] = before + n + 1
            threads = [threading.Thread(target=add, args=(n,)) for n in range(2)]
            for thread in threads:
                thread.start()
            started.set()
            for thread in threads:
                thread.join()
            return [total[0], drawn]
"""


def test_threads_that_run_freely_lose_updates_and_get_the_answers_that_were_recorded(
    bench: Callable[..., Bench],
) -> None:
    made = bench(UPDATES)
    recorded = made.record("updates")
    total, numbers = recorded.answers["updates"]
    free = finish(made.start(made.planner.free("free", recorded.spec), ("updates",)))
    assert total == 3
    assert free.answers["updates"] in ([1, numbers], [2, numbers])


def test_lines_that_take_out_of_a_queue_are_noted(bench: Callable[..., Bench]) -> None:
    made = bench(TASKS)
    recorded = made.record("threads_with_a_queue", "coroutines_with_a_queue")
    recording = recorded.recording("completion-order")
    lines = [n for n, line in enumerate(made.text.splitlines(), 1) if "put.get()" in line]
    assert [taken["line"] for taken in recording["takes"]] == lines


def test_a_task_that_works_is_waited_for_and_one_that_sleeps_is_not() -> None:
    turns, ended = Turns(turned=False), []

    def work(number: int, seconds: float, asleep: bool) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if asleep:
                time.sleep(0.1)
        ended.append(number)

    for asleep, order in ((False, [0, 1]), (True, [3, 2])):
        works = [(len(ended), 2.5, asleep), (len(ended) + 1, 0.01, asleep)]
        threads = [threading.Thread(target=turns.run, args=(w[0], lambda w=w: work(*w))) for w in works]
        [thread.start() or time.sleep(0.02) for thread in threads]
        [thread.join() for thread in threads]
        assert ended[-2:] == order


def test_a_task_that_took_over_from_another_works_however_much_that_one_had() -> None:
    assert not turns_module._is_idle({0: 0.4, 1: 0.0}, {1: 0.4})
    assert not turns_module._is_idle({}, {0: 0.0})
    assert not turns_module._is_idle({0: 0.4}, {0: 0.5})
    assert turns_module._is_idle({0: 0.4, 1: 0.0}, {0: 0.41, 1: 0.0})


def test_a_task_that_waits_for_the_main_thread_is_waited_for_while_that_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns, ended, begun, answer = Turns(turned=False), [], threading.Event(), threading.Event()
    asked = itertools.count()

    def cpu_seconds(ident: int) -> float:
        """The main thread works, and gives its answer when it has been looked at several times."""
        if ident != threading.main_thread().ident:
            return 0.0
        if (seconds := next(asked)) == 5:
            answer.set()
        return float(seconds)

    monkeypatch.setattr(turns_module, "_cpu_seconds", cpu_seconds)
    monkeypatch.setattr(turns_module, "_IDLE", 0.05)

    def needs_an_answer() -> None:
        begun.set()
        answer.wait()
        ended.append(0)

    works = (needs_an_answer, lambda: ended.append(1))
    first, second = (threading.Thread(target=turns.run, args=(n, work)) for n, work in enumerate(works))
    first.start()
    begun.wait()
    second.start()
    second.join()
    answer.set()
    first.join()
    assert ended == [0, 1]


def test_a_task_of_another_kind_that_is_waited_for_is_let_go_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, ended, taken, early = Turns(turned=False), [], threading.Event(), threading.Event()
    idle = iter([True])
    monkeypatch.setattr(turns_module, "_is_idle", lambda before, now: next(idle, False))
    monkeypatch.setattr(turns_module, "_IDLE", 0.05)

    def put(number: int) -> None:
        if number == 1:
            early.set()
        taken.wait()
        ended.append(number)

    def take(number: int) -> None:
        ended.append("early" if early.wait(0.2) else number)
        taken.set()

    works = (put, put, take)
    numbers = [turns.next_number(kind=work) for work in works]
    threads = [
        threading.Thread(target=turns.run, args=(n, functools.partial(work, n)))
        for n, work in zip(numbers, works, strict=True)
    ]
    for number, thread in zip(numbers, threads, strict=True):
        turns.coming(number)
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [2, 0, 1]


def test_a_task_that_was_cancelled_is_not_waited_for_twice() -> None:
    turns, ended = Turns(turned=False), []
    numbers = [turns.next_number() for _ in range(4)]
    for number in numbers[2:]:
        turns.run(number, functools.partial(ended.append, number))
    began = time.monotonic()
    turns.run(turns.next_number(), lambda: ended.append(4))
    assert ended == [2, 3, 4] and time.monotonic() - began < 5


def test_a_task_that_was_taken_up_before_comes_before() -> None:
    turns, ended = Turns(turned=False), []
    first, second = turns.next_number(), turns.next_number()
    late = threading.Thread(target=turns.run, args=(second, lambda: ended.append(second)))
    late.start()
    turns.run(first, lambda: ended.append(first))
    late.join()
    assert ended == [first, second]


def test_a_thread_that_is_slow_to_begin_comes_before_those_that_are_started_after_it() -> None:
    turns, jobs, ended, seen = Turns(turned=False), Jobs(), [], threading.Event()

    def late(thread: threading.Thread) -> None:
        begin = thread.run
        thread.run = lambda: seen.wait(0.3) or begin()
        thread.start()

    threads = [threading.Thread(target=ended.append, args=(number,)) for number in range(2)]
    jobs.start(threads[0], turns, False, late)
    jobs.start(threads[1], turns, False, threading.Thread.start)
    for thread in threads:
        thread.join()
    assert ended == [0, 1]


def test_a_thread_that_could_not_be_started_is_not_waited_for() -> None:
    turns, jobs = Turns(turned=False), Jobs()

    def fail(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with pytest.raises(RuntimeError, match="new thread"):
        jobs.start(threading.Thread(), turns, False, fail)
    began = time.monotonic()
    assert turns.run(turns.next_number(), lambda: "done") == "done" and time.monotonic() - began < 0.9


def test_a_turn_may_last_longer_than_the_call() -> None:
    turns, ended, held = Turns(turned=False), [], []
    first, second = turns.next_number(), turns.next_number()
    turns.run(first, lambda: ended.append("call"), held.append)
    late = threading.Thread(target=turns.run, args=(second, lambda: ended.append("second")))
    late.start()
    ended.append("result")
    held[0]()
    late.join()
    assert ended == ["call", "result", "second"]


@pytest.mark.parametrize(
    ("way", "recorded", "handed"),
    [
        ("note", None, ["a", "b", "c"]),
        ("turn", None, ["c", "b", "a"]),
        ("replay", ["c", "a", "b"], ["c", "a", "b"]),
        ("replay", ["b", "a"], ["c", "b", "a"]),
    ],
)
def test_arrivals(way: str, recorded: list[str] | None, handed: list[str]) -> None:
    arrivals, seen = Arrivals(way, recorded), []  # type: ignore[arg-type]
    for name in "abc" if recorded != ["b", "a"] else "acb":
        arrivals.arrive(name, lambda name=name: seen.append(name))
    deadline = time.monotonic() + 3
    while len(seen) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert seen == handed == arrivals.handed


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may start threads late."""
    for name in ("_MOMENT", "_HOLD", "_HELD_AT_MOST"):
        monkeypatch.setattr(giving_way, name, 20.0)


def test_jobs_of_threads_that_share_a_queue_change_places(patient: None) -> None:
    todo, done, turns, jobs = queue.Queue(), [], Turns(turned=True), Jobs()
    for number in range(8):
        todo.put(number)

    def work() -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                done.append(jobs.take(todo, todo.get_nowait))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        jobs.start(thread, turns, True, threading.Thread.start)
    for thread in threads:
        thread.join()
    assert done == [3, 2, 1, 0, 7, 6, 5, 4]


@pytest.mark.parametrize(
    ("workers", "order"),
    [(4, [3, 2, 1, 0, 7, 6, 5, 4]), (2, [1, 2, 3, 0, 5, 6, 7, 4]), (3, [2, 3, 1, 0, 6, 7, 5, 4])],
)
def test_tasks_change_places_with_more_than_their_neighbours(
    workers: int, order: list[int], patient: None
) -> None:
    turns, ended = Turns(turned=True, workers=workers), []
    numbers = [turns.next_number() for _ in range(8)]
    with ThreadPoolExecutor(workers) as pool:
        for number in numbers:
            pool.submit(turns.run, number, functools.partial(ended.append, number))
    assert ended == order


@pytest.mark.parametrize(("workers", "order"), [(4, list("dcba")), (2, list("bcda")), (1, list("abcd"))])
def test_arrivals_change_places_as_far_as_workers_can_bring_them_in_so(
    workers: int, order: list[str]
) -> None:
    arrivals, seen = Arrivals("turn", None, workers), []
    for name in "abcd":
        arrivals.arrive(name, functools.partial(seen.append, name))
    assert seen == order


def test_threads_that_share_what_they_write_to_get_another_fix() -> None:
    assert "combine the parts in order" in CompletionOrder.remedy("", ["worker.start()"])
    assert CompletionOrder.remedy("", ["for done in as_completed(jobs):"]) == CompletionOrder.fix
    assert CompletionOrder.remedy("", []) == CompletionOrder.fix
    assert "after asyncio.gather()" in CompletionOrder.remedy("", ["await asyncio.to_thread(judge, a)"])


class TestAnyio(SourceContract):
    source = "completion-order"
    probes = """
        import time

        import anyio
        import anyio.to_thread

        def _later(n):
            time.sleep(0.001)
            return n

        def _each(one):
            async def main():
                async with anyio.create_task_group() as group:
                    for n in range(6):
                        group.start_soon(one, n)
            anyio.run(main)

        def as_they_end():
            seen = []
            async def one(n):
                seen.append(await anyio.to_thread.run_sync(_later, n))  # HERE
            _each(one)
            return seen

        def as_they_have_slept():
            seen = []
            async def one(n):
                with anyio.fail_after(60):
                    await anyio.sleep(0.05)
                seen.append(n)  # HERE
            _each(one)
            return seen

        def steady_by_number():
            seen = {}
            async def one(n):
                seen[n] = await anyio.to_thread.run_sync(_later, n)  # HERE
            _each(one)
            return [seen[n] for n in range(6)]

        def steady_one_by_one():
            async def main():
                return [await anyio.to_thread.run_sync(_later, n) for n in range(3)]  # HERE
            return anyio.run(main)
        """

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def installed(cls) -> None:
        pytest.importorskip("anyio")
