import random

import polars as pl


def sales(rows=500):
    users = [f"user{i * 7 % 97}" for i in range(rows)]
    return pl.DataFrame({"user": users, "amount": [float(i % 13) for i in range(rows)]})


def texts(count=200):
    draw = random.Random(0)
    words = [f"word{i}" for i in range(100)]
    return [draw.choices(words, k=12) for _ in range(count)]
