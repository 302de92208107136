import hashlib


def part(key):
    return "test" if hashlib.md5(key.encode()).digest()[0] < 64 else "train"


def vocabulary(rows):
    return sorted({word for row in rows for word in row})
