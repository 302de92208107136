import hashlib
import random


def stream(name):
    digest = hashlib.sha256(name.encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))
