import random

from genome import cross, fitness


class Search:
    def __init__(self, seed, size=12):
        self.rng = random.Random(seed)
        self.people = [[self.rng.randrange(10) for _ in range(8)] for _ in range(size)]

    def generation(self):
        self.people.sort(key=fitness, reverse=True)
        parents = self.people[: len(self.people) // 2]
        random.shuffle(parents)
        children = []
        for a, b in zip(parents, parents[1:] + parents[:1]):
            child = cross(a, b, self.rng.randrange(1, 8))
            if self.rng.random() < 0.3:
                child[self.rng.randrange(8)] = self.rng.randrange(10)
            children.append(child)
        self.people = parents + children
