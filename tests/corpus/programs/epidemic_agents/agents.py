import random


class Agent:
    def __init__(self, name, x, y, age):
        self.name, self.x, self.y, self.age = name, x, y, age
        self.state, self.days = "S", 0

    def move(self, rng, size):
        self.x = (self.x + rng.integers(-1, 2)) % size
        self.y = (self.y + rng.integers(-1, 2)) % size

    def progress(self):
        """A day of illness: the older one is, the longer it takes."""
        self.days += 1
        if self.days > 3 and random.random() < 0.4 - 0.002 * self.age:
            self.state = "R"

    def __repr__(self):
        return f"<Agent {self.name} {self.state}>"
