import logging
import os
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import numpy as np

log = logging.getLogger("meters")
BERLIN = ZoneInfo("Europe/Berlin")


class Registry:
    """Where each meter stands, by name. Rebuilt from the readings whenever a profile is made."""

    zones = {}

    @classmethod
    def rebuild(cls, names, zone=BERLIN):
        cls.zones = {name: zone for name in names}
        return cls.zones


def local(at, zone):
    return datetime.fromtimestamp(at, tz=zone)


def usage(rows):
    for (meter, _, before), (other, at, total) in zip(rows, rows[1:]):
        if meter == other:
            yield meter, at, total - before


def profile(rows):
    """Mean use by hour of the day on the wall, across the night on which the clocks change."""
    names = sorted({meter for meter, _, _ in rows})
    zones = Registry.rebuild(names)
    total, count = np.zeros((len(names), 24)), np.zeros((len(names), 24))
    days = set()
    for meter, at, used in usage(rows):
        when = local(at, zones[meter])
        days.add(when.date())
        total[names.index(meter), when.hour] += used
        count[names.index(meter), when.hour] += 1
    age = datetime.now(timezone.utc) - local(rows[-1][1], timezone.utc)
    log.info("%s: %d days, newest reading %s old", os.environ.get("RUN_NAME", "unnamed"), len(days), age)
    stale = age.total_seconds() < 0
    return {
        "profile": total / count,
        "hours": count.sum(axis=0),
        "days": [day.isoformat() for day in sorted(days)],
        "changed": sum(local(at, BERLIN).dst() != local(at - 3600, BERLIN).dst() for _, at, _ in rows),
        "from_the_future": stale,
    }
