import zlib

from salt import SALT


def bucket(word, size=16):
    return zlib.crc32(SALT + word.encode()) % size


def vector(text, size=16):
    counts = [0] * size
    for word in text.lower().split():
        counts[bucket(word, size)] += 1
    return counts
