import itertools
import random

from buffer import Buffer, Transition
from corridor import Corridor


class Agent:
    def __init__(self, world, seed=2, alpha=0.3, gamma=0.9):
        self.world, self.alpha, self.gamma = world, alpha, gamma
        self.rng = random.Random(seed)
        self.values = [[0.0, 0.0] for _ in range(world.length)]
        self.buffer = Buffer(20, seed + 1)
        self.clock = itertools.count()

    def act(self, state):
        if self.rng.random() < 0.3:
            return self.rng.randrange(2)
        left, right = self.values[state]
        return int(right >= left)

    def target(self, t):
        return t.reward + self.gamma * max(self.values[t.following])

    def learn(self):
        for t in self.buffer.sample(6):
            self.values[t.state][t.action] += self.alpha * (self.target(t) - self.values[t.state][t.action])

    def episode(self, limit=40):
        state, total = self.world.reset(), 0.0
        for _ in range(limit):
            action = self.act(state)
            following, reward, done = self.world.step(action)
            step = Transition(state, action, reward, following, next(self.clock))
            self.buffer.add(step, abs(self.target(step) - self.values[state][action]))
            self.learn()
            state, total = following, total + reward
            if done:
                break
        return total


def trained(episodes=12):
    agent = Agent(Corridor())
    returns = [agent.episode() for _ in range(episodes)]
    return agent.values, returns
