"""Ways to run a function beside others: in threads, in processes, by joblib."""

from __future__ import annotations

# Dotted name of a callable that runs tasks -> the parameter and position of the task in its own call.
STARTS_TASK: dict[str, tuple[str, int | None]] = {
    "joblib.delayed": ("function", 0),
    "sklearn.utils.parallel.delayed": ("func", 0),
    "sklearn.utils.fixes.delayed": ("func", 0),
    "threading.Thread": ("target", 1),
    "threading.Timer": ("function", 1),
    "tqdm.contrib.concurrent.process_map": ("fn", 0),
    "tqdm.contrib.concurrent.thread_map": ("fn", 0),
    "asyncio.to_thread": ("func", 0),
}

# Starts fresh interpreters, each with streams of its own: seeds of the program do not reach them.
SPAWNS: dict[str, tuple[str, int | None]] = {"torch.multiprocessing.spawn": ("fn", 0)}

# Classes whose `run` goes on beside what started it.
WORKERS = (
    "multiprocessing.Process",
    "multiprocessing.context.Process",
    "multiprocessing.process.BaseProcess",
    "threading.Thread",
    "torch.multiprocessing.Process",
)

# What makes a pool, and the name of the argument by which its workers may be seeded.
POOLS: dict[str, str] = {
    "concurrent.futures.ThreadPoolExecutor": "initializer",
    "concurrent.futures.ProcessPoolExecutor": "initializer",
    "concurrent.futures.thread.ThreadPoolExecutor": "initializer",
    "concurrent.futures.process.ProcessPoolExecutor": "initializer",
    "multiprocessing.Pool": "initializer",
    "multiprocessing.pool.Pool": "initializer",
    "multiprocessing.pool.ThreadPool": "initializer",
    "multiprocessing.dummy.Pool": "initializer",
    "torch.multiprocessing.Pool": "initializer",
    "multiprocess.Pool": "initializer",
    "multiprocess.pool.Pool": "initializer",
    "multiprocess.pool.ThreadPool": "initializer",
    "pathos.multiprocessing.Pool": "initializer",
    "pathos.multiprocessing.ProcessingPool": "initializer",
    "pathos.multiprocessing.ProcessPool": "initializer",
    "pathos.pools.ProcessPool": "initializer",
    "pathos.pools.ThreadPool": "initializer",
}

# Their first parameter.
WORKER_COUNTS = ("max_workers", "processes", "ncpus", "nodes")

# Methods of a pool whose first argument is the task.
POOL_METHODS = frozenset(
    [
        "apply",
        "apply_async",
        "imap",
        "imap_unordered",
        "map",
        "map_async",
        "starmap",
        "starmap_async",
        "submit",
    ]
)

# No other object is likely to have these.
ONLY_POOLS_HAVE = frozenset(
    ["apply_async", "imap", "imap_unordered", "map_async", "starmap", "starmap_async", "submit"]
)
