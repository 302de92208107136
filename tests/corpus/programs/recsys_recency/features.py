import math
import time
from datetime import datetime, timezone

import numpy as np

HALF_LIFE = 90.0


def recency(events):
    """Old clicks count less, by half every ninety days."""
    now = time.time()
    return np.array([0.5 ** ((now - e.at) / 86400 / HALF_LIFE) for e in events])


def daypart(at):
    hour = datetime.fromtimestamp(at).hour
    return 0 if hour < 6 else 1 if hour < 12 else 2 if hour < 18 else 3


def month(at):
    return datetime.fromtimestamp(at, tz=timezone.utc).month


def season(at):
    return math.cos(2 * math.pi * month(at) / 12)


def context(events):
    return np.array([[daypart(e.at), season(e.at)] for e in events])
