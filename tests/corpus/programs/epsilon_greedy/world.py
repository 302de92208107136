class Corridor:
    def __init__(self, length=8):
        self.length = length
        self.place = 0

    def reset(self):
        self.place = 0
        return self.place

    def step(self, action):
        self.place = max(0, self.place + (1 if action else -1))
        done = self.place == self.length
        return self.place, float(done), done
