"""Event simulation of a sorting depot with two belts."""
import heapq
import random


class Parcel:
    def __init__(self, name, weight):
        self.name = name
        self.weight = weight
        self.belt = None


class Agenda:
    """Priority queue; parcels do not compare, so a tie-breaker stands between."""

    def __init__(self):
        self.heap = []
        self.pushed = 0
        self.labels = {}

    def push(self, minute, parcel):
        self.pushed += 100
        self.labels[id(parcel)] = parcel.name
        heapq.heappush(self.heap, (minute, parcel.weight, id(parcel), parcel))

    def pop(self):
        minute, _, _, parcel = heapq.heappop(self.heap)
        return minute, self.labels[id(parcel)], parcel

    def __bool__(self):
        return bool(self.heap)


class Depot:
    def __init__(self, seed=2):
        self.rng = random.Random(seed)
        self.agenda = Agenda()
        self.free_at = {"north": 0.0, "south": 0.0}

    def arrivals(self, count):
        for i in range(count):
            parcel = Parcel(f"P{i:03d}", self.rng.choice([1, 2, 5]))
            self.agenda.push(self.rng.randrange(0, count // 4), parcel)

    def run(self, count=160):
        self.arrivals(count)
        waits, order = {}, []
        while self.agenda:
            minute, name, parcel = self.agenda.pop()
            belt = min(self.free_at, key=self.free_at.get)
            start = max(minute, self.free_at[belt])
            self.free_at[belt] = start + 0.2 * parcel.weight + 0.05 * self.rng.random()
            parcel.belt = belt
            waits[name] = start - minute
            order.append(name)
        return waits, order
