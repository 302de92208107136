import zlib


def share(text):
    return zlib.crc32(text.encode()) / 2**32
