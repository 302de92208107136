import multiprocessing

from walk import seeded, walk


def walks(count=6, steps=400):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return pool.map(walk, [steps] * count), pool.map(seeded, [(steps, i) for i in range(count)])
