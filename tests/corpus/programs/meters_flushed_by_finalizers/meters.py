class Journal:
    def __init__(self):
        self.entries = []
        self.blend = 0.0

    def write(self, name, mean):
        self.entries.append(name)
        self.blend = 0.5 * self.blend + mean


class Meter:
    def __init__(self, name, journal):
        self.name, self.journal = name, journal
        self.total, self.count = 0.0, 0

    def update(self, value):
        self.total += value
        self.count += 1

    def __del__(self):
        if self.count:
            self.journal.write(self.name, self.total / self.count)


class Board:
    def __init__(self):
        self.journal = Journal()
        self.live = set()

    def open(self, name):
        meter = Meter(name, self.journal)
        self.live.add(meter)
        return meter

    def close(self):
        opened = len(self.live)
        self.live.clear()
        return opened
