import math

from augment import noisy, retried


@noisy(0.01)
@retried
def wave(n):
    return [math.sin(i / 3) for i in range(n)]


@retried
def clean(n):
    return [math.cos(i / 3) for i in range(n)]
