"""More examples of REP303: who takes results as they are finished."""

VALID = (
    # Each list of the table is sorted in the end.
    """
    from concurrent.futures import ThreadPoolExecutor, as_completed

    def check(tasks, regions):
        valid = {region: [] for region in regions}
        with ThreadPoolExecutor() as pool:
            futures = [pool.submit(look, *task) for task in tasks]
            for future in as_completed(futures):
                region, name, good = future.result()
                if good:
                    valid[region].append(name)
        for region in regions:
            valid[region].sort()
        return valid, len(futures)
    """,
    # Each under its own name; of what failed, some are shown.
    """
    from concurrent.futures import as_completed

    def measure(futures):
        sizes, errors = {}, []
        for future in as_completed(futures):
            name, size, error = future.result()
            sizes[name] = size
            if error:
                errors.append((name, error))
        if errors:
            print(f"{len(errors)} failed:")
            for name, error in errors[:10]:
                print(name, error)
        return max(sizes.values())
    """,
    # How many are done is only logged, with what is done; and a log is for people to read.
    """
    import logging
    from concurrent.futures import as_completed

    def gather(futures, path):
        shards, done = {}, 0
        with open(path, "w") as log_handle:
            for future in as_completed(futures):
                name = futures[future]
                shards[name] = future.result()
                done += 1
                logging.info("%s of %s: %s", done, len(futures), name)
                log_handle.write(f"{name} is done")
        return [shards[name] for name in sorted(shards)]
    """,
    # Tasks, which the workers take from there.
    """
    import queue, threading

    class Pool:
        def __init__(self, work, jobs):
            self.tasks = queue.Queue()
            for job in jobs:
                self.tasks.put(job)
                threading.Thread(target=work, args=(self.tasks,)).start()

        def next_task(self):
            return self.tasks.get()
    """,
    "import ray\ndone, _ = ray.wait([job], timeout=1)\nfirst = done[0]\nuse(first)\n",
    """
    from multiprocessing import Process, Queue

    class Sampler:
        def __init__(self, work):
            self.queue = Queue()
            Process(target=work, args=(self.queue,)).start()

        def next_batch(self):
            return self.queue.get()
    """,
    "n = sum(1 for _ in pool.imap_unordered(work, items))\n",
    "for _ in tqdm(pool.imap_unordered(work, items)):\n    pass\n",
    "from concurrent.futures import wait\nwait(futures)\nrows = [f.result() for f in futures]\n",
    "from joblib import Parallel\nrows = list(Parallel(2, return_as='generator')(jobs))\n",
    "pool.apply_async(work, callback=progress.update)\n",
    """
    from concurrent.futures import as_completed

    def run(futures):
        rows = []
        for future in as_completed(futures):
            rows.append((futures[future], future.result()))
        rows.sort()
        return rows
    """,
    """
    import queue
    import threading

    def run():
        tasks = queue.Queue()
        worker = threading.Thread(target=work, args=(tasks,))
        rows = []
        rows.append(tasks.get())
        return rows
    """,
    """
    import multiprocessing as mp

    def run(jobs):
        results = mp.Queue()
        for job in jobs:
            mp.Process(target=work, args=(job, results)).start()
        rows = {}
        for _ in jobs:
            key, value = results.get()
            rows[key] = value
        return [rows[job] for job in jobs]
    """,
    "from torch.utils.data import DataLoader\nloader = DataLoader(d, in_order=True)\n",
    """
    import heapq
    from concurrent.futures import as_completed

    def run(futures):
        waiting, turn = [], 0
        for future in as_completed(futures):
            heapq.heappush(waiting, future.result())
            while waiting and waiting[0][0] == turn:
                yield heapq.heappop(waiting)
                turn += 1
    """,
)
INVALID = (
    """
    from concurrent.futures import as_completed

    def gather(futures, path):
        with open(path, "w") as catalog:
            for future in as_completed(futures):  # <- here
                catalog.write(future.result())
    """,
    "import ray\ndone, _ = ray.wait(jobs)  # <- here\nfirst = done[0]\nuse(first)\n",
    """
    from multiprocessing import Process, Queue

    class Sampler:
        def __init__(self, work):
            self.queue = Queue()
            for number in range(4):
                Process(target=work, args=(self.queue, number)).start()

        def next_batch(self):
            return self.queue.get()  # <- here
    """,
    """
    from concurrent.futures import ThreadPoolExecutor, as_completed

    def run(jobs):
        rows = []
        with ThreadPoolExecutor() as pool:
            futures = [pool.submit(job) for job in jobs]
            for future in as_completed(futures):  # <- here
                rows.append(future.result())
        return rows
    """,
    """
    import asyncio

    async def run(tasks):
        rows = []
        for task in asyncio.as_completed(tasks):  # <- here
            rows.append(await task)
        return rows
    """,
    """
    from concurrent.futures import FIRST_COMPLETED, wait

    def run(futures):
        rows = []
        while futures:
            done, futures = wait(futures, return_when=FIRST_COMPLETED)  # <- here
            for future in done:
                rows.append(future.result())
        return rows
    """,
    """
    import ray

    def run(refs):
        rows = []
        while refs:
            ready, refs = ray.wait(refs)  # <- here
            rows.append(ray.get(ready[0]))
        return rows
    """,
    """
    from joblib import Parallel

    def run(jobs):
        return list(Parallel(2, return_as="generator_unordered")(jobs))  # <- here
    """,
    """
    def run(pool, jobs):
        rows = []
        for job in jobs:
            pool.apply_async(work, (job,), callback=rows.append)  # <- here
        pool.join()
        return rows
    """,
    """
    import multiprocessing as mp

    def run(jobs):
        results = mp.Queue()
        workers = [mp.Process(target=work, args=(job, results)) for job in jobs]
        return [results.get() for _ in workers]  # <- here
    """,
    """
    import queue
    import threading

    def run(jobs):
        results = queue.Queue()
        for job in jobs:
            threading.Thread(target=work, args=(job, results)).start()
        rows = []
        for _ in jobs:
            row = results.get()  # <- here
            rows.append(row)
        return rows
    """,
    "import tensorflow as tf\noptions = tf.data.Options()\noptions.deterministic = False  # <- here\n",
)
