import multiprocessing

from task import task


def run(n=6):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return pool.map(task, range(n))
