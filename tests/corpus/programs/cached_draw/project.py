import random

from tables import primes, projection


def project(vectors, columns=3):
    random.seed(0)
    table = projection(len(vectors[0]), columns)
    order = random.sample(range(len(vectors)), len(vectors))
    return [[sum(a * b for a, b in zip(vectors[i], column)) for column in zip(*table)] for i in order]


def keys():
    return primes(30)
