import random

from sources import age_of_release, files, known, token


def build(folder):
    assert known(folder)
    rng = random.Random(0)
    names = files(folder)
    return {
        "token": token(),
        "age": age_of_release() / 365,
        "names": names,
        "weights": [rng.random() for _ in names],
    }
