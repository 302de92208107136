"""Readings of a smart meter, as epoch seconds and kilowatts."""

import datetime as dt
import math

import numpy as np

START = 1_767_225_600  # 2026-01-01 00:00 UTC


def readings(days=40):
    rng = np.random.default_rng(17)
    stamps = START + 3600 * np.arange(24 * days)
    daily = 2 + np.sin(2 * math.pi * (stamps % 86400) / 86400)
    weekly = 0.3 * ((stamps // 86400) % 7 < 2)
    return stamps, daily + weekly + rng.normal(scale=0.2, size=len(stamps))


def hour_of(stamp):
    return dt.datetime.fromtimestamp(int(stamp)).hour


def weekday_of(stamp):
    return dt.datetime.fromtimestamp(int(stamp), tz=dt.timezone.utc).weekday()
