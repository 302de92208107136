import random


def sentences(count=3000):
    draw = random.Random(0)
    words = [f"word{i}" for i in range(300)]
    return [draw.choices(words, k=12) for _ in range(count)]
