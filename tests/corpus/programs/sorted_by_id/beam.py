class Hypothesis:
    def __init__(self, words, score):
        self.words, self.score = words, score


def expand(beam):
    return [Hypothesis([*h.words, w], h.score + 1 % (w + 1)) for h in beam for w in range(4)]


def prune(beam, width):
    return sorted(beam, key=lambda h: (h.score, id(h)))[:width]
