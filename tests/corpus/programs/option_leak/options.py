"""Options of the topic model: defaults, then the environment."""
import os
from dataclasses import dataclass, field
from functools import lru_cache

BASE_STOP = frozenset({"the", "a", "and", "was", "to", "it"})


@dataclass
class Options:
    topics: int = 3
    min_df: int = 1
    smoothing: float = 0.1
    stop: frozenset = BASE_STOP
    notes: list = field(default_factory=list)


@lru_cache(maxsize=1)
def options():
    """Read once: everybody sees the same options."""
    return Options(topics=int(os.environ.get("TOPICS_N", "3")))


def with_topics(n):
    """A changed copy, which leaves the shared options alone."""
    shared = options()
    return Options(n, shared.min_df, shared.smoothing, shared.stop)
