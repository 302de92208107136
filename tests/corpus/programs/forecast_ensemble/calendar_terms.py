from datetime import date, timedelta

import numpy as np


def yearly(days, order=2):
    phase = np.array([day.timetuple().tm_yday for day in days]) * (2 * np.pi / 365.25)
    return np.column_stack([f(k * phase) for k in range(1, order + 1) for f in (np.sin, np.cos)])


def history_days(count, end=date(2024, 6, 30)):
    return [end - timedelta(days=i) for i in reversed(range(count))]


def horizon_days(count):
    start = date.today() + timedelta(days=1)
    return [start + timedelta(days=i) for i in range(count)]
