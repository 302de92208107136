"""Callables that hand out results in the order in which they are finished."""

from __future__ import annotations

# Iterables of what finishes first.
AS_COMPLETED = frozenset(
    {
        "concurrent.futures.as_completed",
        "concurrent.futures._base.as_completed",
        "asyncio.as_completed",
        "asyncio.tasks.as_completed",
        "dask.distributed.as_completed",
        "distributed.as_completed",
        "distributed.client.as_completed",
        "tqdm.asyncio.tqdm.as_completed",
        "tqdm.asyncio.tqdm_asyncio.as_completed",
        "mpire.WorkerPool.imap_unordered",
    }
)
# The same as methods of a pool, and those that keep the order.
UNORDERED_METHODS: dict[str, str] = {
    "imap_unordered": "imap",
    "map_unordered": "map",
    "get_next_unordered": "get_next",
    "amap_unordered": "amap",
    "uimap": "imap",
}
# Those whose ordered twin takes the same arguments and gives the same items.
SAME_BUT_ORDERED = frozenset({"imap_unordered", "map_unordered"})

# Give two collections; the first is what is done.
WAITS = frozenset({"concurrent.futures.wait", "asyncio.wait", "ray.wait", "dask.distributed.wait"})

QUEUES = frozenset(
    f"{module}.{name}"
    for module in ("queue", "multiprocessing", "torch.multiprocessing", "asyncio", "Queue")
    for name in ("Queue", "SimpleQueue", "JoinableQueue", "LifoQueue")
)
QUEUE_NAMES = frozenset({"Queue", "SimpleQueue", "JoinableQueue"})
WORKERS = frozenset(
    {
        "Process",
        "Thread",
        "submit",
        "apply_async",
        "start_new_thread",
        "create_task",
        "ensure_future",
        "spawn",
    }
)

# Methods of a pool whose `callback` is called when a result is there.
CALLING_BACK = frozenset({"apply_async", "map_async", "starmap_async"})
# Keyword -> the callables or methods in which `False` gives up the order.
GIVEN_UP: dict[str, frozenset[str]] = {
    "in_order": frozenset({"DataLoader"}),
    "deterministic": frozenset({"map", "interleave", "apply", "prefetch"}),
}
GIVEN_UP_SETTINGS = frozenset({"deterministic", "experimental_deterministic"})
