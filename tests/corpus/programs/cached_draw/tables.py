import functools
import random


@functools.lru_cache(maxsize=None)
def projection(rows, columns):
    return [[random.gauss(0, 1) for _ in range(columns)] for _ in range(rows)]


@functools.cache
def primes(limit):
    return [n for n in range(2, limit) if all(n % d for d in range(2, n))]
