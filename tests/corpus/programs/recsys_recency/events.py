"""Click events as the log shipper leaves them: epoch seconds, no zone."""

import random
from dataclasses import dataclass

FIRST = 1_704_067_200


@dataclass(frozen=True)
class Event:
    user: int
    item: int
    at: int


def load(users=40, items=60, count=1500, seed=9):
    rng = random.Random(seed)
    events = []
    for _ in range(count):
        user = rng.randrange(users)
        item = (user * 3 + int(rng.expovariate(0.12))) % items
        events.append(Event(user, item, FIRST + rng.randrange(200 * 86400)))
    return sorted(events, key=lambda e: (e.at, e.user, e.item))
