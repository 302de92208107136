class Bloom:
    def __init__(self, size=64):
        self.bits = [0] * size

    def add(self, word):
        self.bits[hash(word) % len(self.bits)] = 1
