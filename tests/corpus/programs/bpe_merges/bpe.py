from collections import Counter


class Trainer:
    def __init__(self, counts):
        self.pieces = {word: list(word) for word in counts}
        self.counts = counts
        self.merges = []

    def pairs(self):
        found = Counter()
        for word, pieces in self.pieces.items():
            for pair in zip(pieces, pieces[1:]):
                found[pair] += self.counts[word]
        return found

    def step(self):
        found = self.pairs()
        candidates = {pair for pair, count in found.items() if count == max(found.values())}
        best = next(iter(candidates))
        self.merges.append(best)
        for word, pieces in self.pieces.items():
            self.pieces[word] = merge(pieces, best)


def merge(pieces, pair):
    out = []
    for piece in pieces:
        if out and (out[-1], piece) == pair:
            out[-1] += piece
        else:
            out.append(piece)
    return out
