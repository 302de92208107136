import datetime

from log import STAMPS


def histogram():
    counts = [0] * 24
    for stamp in STAMPS:
        counts[datetime.datetime.fromtimestamp(stamp).hour] += 1
    return counts
