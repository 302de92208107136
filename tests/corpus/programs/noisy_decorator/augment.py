import functools
import random


def noisy(scale):
    def wrap(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            values = function(*args, **kwargs)
            return [value + random.gauss(0, scale) for value in values]

        return inner

    return wrap


def retried(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        for attempt in range(3):
            try:
                return function(*args, **kwargs)
            except OSError:
                random.uniform(0, attempt)
        raise RuntimeError("gave up")

    return inner
