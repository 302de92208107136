import random

import numpy as np


class Agent:
    def __init__(self, states, seed, epsilon=0.3):
        self.values = np.zeros((states, 2))
        self.memory = []
        self.replay_rng = random.Random(seed)
        self.epsilon = epsilon

    def act(self, state):
        if random.random() < self.epsilon or self.values[state, 0] == self.values[state, 1]:
            return random.randrange(2)
        return int(self.values[state].argmax())

    def learn(self):
        batch = self.replay_rng.sample(self.memory, min(8, len(self.memory)))
        for state, action, reward, after, done in batch:
            target = reward + (0.0 if done else 0.9 * self.values[after].max())
            self.values[state, action] += 0.2 * (target - self.values[state, action])
