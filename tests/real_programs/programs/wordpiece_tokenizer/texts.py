import random

LETTERS = "abcdefghijklmnop"


def texts(count=300):
    draw = random.Random(0)
    words = ["".join(draw.choices(LETTERS, k=draw.randrange(3, 9))) for _ in range(600)]
    return [" ".join(draw.choices(words, k=12)) for _ in range(count)]
