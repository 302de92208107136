import multiprocessing
from concurrent.futures import ThreadPoolExecutor, as_completed

from work import simulate


def processes(count=8):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = dict(pool.imap_unordered(simulate, [(i, 100 + i) for i in range(count)]))
    return [found[i] for i in range(count)]


def threads(count=8):
    with ThreadPoolExecutor(3) as pool:
        futures = {pool.submit(simulate, (i, i)): i for i in range(count)}
        found = [None] * count
        for future in as_completed(futures):
            found[futures[future]] = future.result()[1]
    return found
