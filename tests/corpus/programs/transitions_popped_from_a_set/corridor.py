from dataclasses import dataclass


@dataclass
class Corridor:
    """Walk right to the end; every step costs."""

    length: int = 7
    place: int = 0

    def reset(self):
        self.place = 0
        return self.place

    def step(self, action):
        self.place = max(0, min(self.length - 1, self.place + (1 if action else -1)))
        done = self.place == self.length - 1
        return self.place, (1.0 if done else -0.05), done
