import random


class Transition:
    __slots__ = ("state", "action", "reward", "following", "stamp")

    def __init__(self, state, action, reward, following, stamp):
        self.state, self.action = state, action
        self.reward, self.following = reward, following
        self.stamp = stamp


class Buffer:
    """Holds so many transitions; surprising ones are never evicted."""

    def __init__(self, capacity, seed):
        self.capacity = capacity
        self.rng = random.Random(seed)
        self.kept = []
        self.dull = set()
        self.seen = set()

    def __len__(self):
        return len(self.kept)

    def add(self, transition, surprise):
        if len(self.kept) >= self.capacity and self.dull:
            self.kept.remove(self.dull.pop())
        self.kept.append(transition)
        self.seen.add(id(transition))
        if surprise < 0.5:
            self.dull.add(transition)

    def sample(self, count):
        return self.rng.sample(self.kept, min(count, len(self.kept)))
