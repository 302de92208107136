from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.values import attribute_values, held_values, surely_none, value_of
from lint_rules.knowledge.parallel import (
    ONLY_POOLS_HAVE,
    POOL_METHODS,
    POOLS,
    SPAWNS,
    STARTS_TASK,
    WORKER_COUNTS,
)
from lint_rules.knowledge.streams import DRAWS, EVERY_STREAM, TORCH
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator


class GlobalStreamInParallelTask(SourceRule):
    """Task that draws from a global stream while others run beside it.

    ## What it does

    Reports a function that is handed to joblib, `multiprocessing`, `concurrent.futures` or a thread, when it
    draws from the global stream of `random`, numpy or torch, itself or through what it calls, and does not
    seed it, unless there is but one worker. What `torch.multiprocessing.spawn` starts is reported where the
    program itself is seeded. In tests the confidence is low.

    ## Why is this bad?

    Threads share one stream, and who draws first changes from run to run. Processes have streams of their
    own, forked from the parent's or seeded from entropy, and which of them gets which task changes too. A
    seed in the main program helps with neither.

    ## Example

    ```python
    def simulate(n):
        return np.random.normal(size=n).mean()

    with ProcessPoolExecutor() as pool:
        means = list(pool.map(simulate, sizes))
    ```

    ## Use instead

    ```python
    def simulate(n, seed):
        return np.random.default_rng(seed).normal(size=n).mean()

    with ProcessPoolExecutor() as pool:
        means = list(pool.map(simulate, sizes, np.random.SeedSequence(0).spawn(len(sizes))))
    ```
    """

    code = "REP113"
    name = "global-stream-in-parallel-task"
    markers = (b"joblib", b"multiprocess", b"concurrent", b"threading", b"pathos", b"Parallel", b"asyncio")
    follows_names = True
    calls = frozenset({*STARTS_TASK, *SPAWNS})
    methods = POOL_METHODS

    valid = (
        """
        import numpy as np
        from joblib import Parallel, delayed

        def task(n, seed):
            return np.random.default_rng(seed).normal(size=n)

        out = Parallel(2)(delayed(task)(3, s) for s in range(4))
        """,
        # Each task seeds for itself.
        """
        import random
        from multiprocessing import Pool

        def task(seed):
            random.seed(seed)
            return random.random()

        with Pool(4) as pool:
            out = pool.map(task, range(4))
        """,
        # The workers are seeded when they start.
        """
        import random
        from multiprocessing import Pool

        def task(n):
            return random.random() * n

        with Pool(4, initializer=random.seed, initargs=(0,)) as pool:
            out = pool.map(task, range(4))
        """,
        # Each task seeds itself, and then calls what draws.
        """
        import numpy as np
        from joblib import Parallel, delayed

        def sample(n):
            return np.random.normal(size=n)

        def task(seed):
            np.random.seed(seed)
            return sample(3)

        out = Parallel(2)(delayed(task)(n) for n in range(4))
        """,
        # Not in parallel.
        """
        import random

        def task(n):
            return random.random() * n

        random.seed(0)
        out = list(map(task, range(4)))
        series = frame.map(task)
        """,
        """
        from concurrent.futures import ThreadPoolExecutor

        def run(task):
            ThreadPoolExecutor().submit(task)
        """,
        # What nothing seeds is reported where it draws.
        """
        import torch
        import torch.multiprocessing as mp

        def train(rank):
            return torch.rand(3)

        mp.spawn(train, nprocs=2)
        """,
        """
        import torch
        import torch.multiprocessing as mp

        def train(rank):
            torch.manual_seed(rank)
            return torch.rand(3)

        torch.manual_seed(0)
        mp.spawn(train, nprocs=2)
        """,
        # They run one after the other, while the program waits.
        """
        import random
        from concurrent.futures import ThreadPoolExecutor

        random.seed(0)
        with ThreadPoolExecutor(max_workers=1) as pool:
            pending = pool.submit(random.random)
            print(pending.result())
        """,
    )
    invalid = (
        """
        import random
        from multiprocessing import Pool

        def main(careful):
            pool = Pool(1)
            if not careful:
                pool = Pool(4)
            return pool.map(random.gauss, [0, 1])  # <- here
        """,
        """
        import random
        from concurrent.futures import ThreadPoolExecutor

        random.seed(0)
        with ThreadPoolExecutor(2) as pool:
            xs = list(pool.map(lambda n: random.random() * n, range(3)))  # <- here
        """,
        """
        import numpy as np
        from joblib import Parallel, delayed

        def task(n):
            return np.random.normal(size=n)

        np.random.seed(0)
        out = Parallel(2)(delayed(task)(3) for _ in range(4))  # <- here
        """,
        """
        import random
        import multiprocessing as mp

        def task(n):
            return random.random() * n

        random.seed(0)
        with mp.Pool(4) as pool:
            out = pool.map(task, range(4))  # <- here
        """,
        """
        import random
        from concurrent.futures import ThreadPoolExecutor

        class Crawler:
            def __init__(self):
                self.executor = ThreadPoolExecutor(4)

            def visit(self, page):
                return self.pick(page)

            def pick(self, page):
                return random.choice(page)

            def run(self, pages):
                return [self.executor.submit(self.visit, page) for page in pages]  # <- here
        """,
        """
        import torch
        import torch.multiprocessing as mp

        def train(rank):
            return torch.rand(3)

        torch.manual_seed(0)
        mp.spawn(train, nprocs=2)  # <- here
        """,
        """
        import random
        from multiprocess import Pool

        def search(grid):
            with Pool(7) as pool:
                return pool.map(lambda point: random.random() * point, grid)  # <- here
        """,
        """
        import threading
        import torch

        def train():
            return torch.randn(3)

        torch.manual_seed(0)
        thread = threading.Thread(target=train)  # <- here
        """,
        """
        import random
        from concurrent.futures import ThreadPoolExecutor

        random.seed(0)
        with ThreadPoolExecutor() as pool:
            xs = list(pool.map(lambda n: random.random() * n, range(3)))  # <- here
            ys = pool.submit(random.random)  # <- here
        """,
        # Each task makes a model, whose method draws.
        """
        import threading
        import numpy as np

        class Tree:
            def fit(self, rows):
                self.rows = rows[np.random.choice(len(rows), 9)]

            def draw(self, canvas):
                return canvas

        class Forest:
            def fit(self, rows):
                np.random.seed(0)
                threading.Thread(target=self.grow, args=(rows,)).start()  # <- here
                threading.Thread(target=self.show, args=(rows,)).start()

            def grow(self, rows):
                tree = Tree()
                tree.fit(rows)

            def show(self, rows):
                Tree().draw(rows)
        """,
        Example(
            """
            from functools import partial
            from multiprocessing.pool import ThreadPool
            from tasks import sample

            def main():
                pool = ThreadPool(4)
                return pool.imap_unordered(partial(sample, 3), range(9))  # <- here
            """,
            files={
                "tasks.py": "import numpy as np\n\ndef sample(k, n):\n    return np.random.choice(n, k)\n"
            },
        ),
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        spawned = SPAWNS.get(self.file.resolve(node.func))
        if spawned is not None:
            yield from self._check_spawned(node, argument(node, *spawned))
            return
        task = self._task(node)
        draw = self._draw(task) if task is not None else None
        if draw is not None:
            message = (
                f"a task that runs beside others draws from the global stream in `{draw}`: "
                "which numbers it gets depends on the others"
            )
            yield Problem(node, message, "low" if is_test_path(self.file.facts.path) else "high")

    def _check_spawned(self, node: cst.Call, task: cst.BaseExpression | None) -> Iterator[Problem]:
        """What is unseeded anyway is reported where it draws."""
        draw = self._draw(task) if task is not None else None
        if draw is not None and self.file.is_seeded(node, DRAWS.get(draw, TORCH)):
            yield Problem(
                node, f"a fresh process draws in `{draw}`, and the seed of this program does not reach it"
            )

    def _task(self, node: cst.Call) -> cst.BaseExpression | None:
        known = STARTS_TASK.get(self.file.resolve(node.func))
        if known is not None:
            return argument(node, *known)
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value not in POOL_METHODS:
            return None
        if not node.args or node.args[0].star or node.args[0].keyword is not None:
            return None
        makers = self._makers(node.func.value)
        if not makers and node.func.attr.value not in ONLY_POOLS_HAVE:
            return None
        alone = bool(makers) and all(map(_has_one_worker, makers))
        return None if alone or any(map(self._seeds_workers, makers)) else node.args[0].value

    def _makers(self, receiver: cst.BaseExpression) -> list[cst.Call]:
        """The calls of pool classes that made an object."""
        if isinstance(receiver, cst.Attribute):
            values: list[cst.BaseExpression | None] = [*attribute_values(self.file, receiver)]
        elif isinstance(receiver, cst.Name):
            values = held_values(self.file, receiver, receiver.value)
        else:
            values = [receiver]
        return [v for v in values if isinstance(v, cst.Call) and self.file.resolve(v.func) in POOLS]

    def _seeds_workers(self, maker: cst.Call) -> bool:
        initializer = argument(maker, POOLS[self.file.resolve(maker.func)])
        return initializer is not None and not surely_none(self.file, initializer)

    def _draw(self, task: cst.BaseExpression) -> str | None:
        task = value_of(self.file, task)
        if isinstance(task, cst.Call) and self.file.resolve(task.func) == "functools.partial" and task.args:
            return self._draw(task.args[0].value)
        if isinstance(task, cst.Lambda):
            calls = [n for n in self.file.below(task.body) if isinstance(n, cst.Call)]
            return next((d for call in calls if (d := self._draw(call.func)) is not None), None)
        target = self.file.resolve(task)
        if target in DRAWS:
            return target
        found = self.file.draw_in(target, EVERY_STREAM)
        return found[0] if found is not None else None


def _has_one_worker(maker: cst.Call) -> bool:
    """`ThreadPoolExecutor(max_workers=1)`: tasks run one after the other, in the order in which they came."""
    return any(constant(argument(maker, name, 0)) == 1 for name in WORKER_COUNTS)
