import logging
from collections import defaultdict

import numpy as np
from agents import Agent

log = logging.getLogger("town")


class Town:
    def __init__(self, people=500, size=18, infected=12, seed=7):
        self.rng = np.random.default_rng(seed)
        self.size = size
        ages = self.rng.integers(1, 90, people)
        places = self.rng.integers(size, size=(people, 2))
        self.people = [Agent(i, *place, age) for i, (place, age) in enumerate(zip(places.tolist(), ages.tolist()))]
        self.ill = set()
        for agent in self.people[:infected]:
            self.infect(agent)

    def infect(self, agent):
        agent.state = "I"
        self.ill.add(agent)

    def step(self, risk=0.22):
        for agent in self.people:
            agent.move(self.rng, self.size)
        cells = defaultdict(list)
        for agent in self.people:
            cells[agent.x, agent.y].append(agent)
        caught = set()
        for agent in self.ill:
            for other in cells[agent.x, agent.y]:
                if other.state == "S" and self.rng.random() < risk:
                    caught.add(other)
        for agent in sorted(self.ill, key=lambda a: a.name):
            agent.progress()
        self.ill = {agent for agent in self.ill if agent.state == "I"}
        for agent in sorted(caught, key=lambda a: a.name):
            self.infect(agent)
        log.debug("ill: %s", self.ill)

    def census(self):
        return [sum(agent.state == state for agent in self.people) for state in "SIR"]


def simulate(days=25):
    town = Town()
    curve = []
    for _ in range(days):
        town.step()
        curve.append(town.census())
    return {
        "curve": np.array(curve),
        "peak": int(np.argmax([ill for _, ill, _ in curve])),
        "recovered": sorted(agent.name for agent in town.people if agent.state == "R"),
        "mean_age_ill": sum(agent.age for agent in town.ill) / max(1, len(town.ill)),
    }
