from collections import defaultdict


class BandIndex:
    def __init__(self, bands, buckets=1009):
        self.bands, self.buckets = bands, buckets
        self.tables = [defaultdict(set) for _ in range(bands)]

    def _keys(self, signature):
        size = len(signature) // self.bands
        for band in range(self.bands):
            yield band, hash(signature[band * size : (band + 1) * size]) % self.buckets

    def add(self, number, signature):
        for band, key in self._keys(signature):
            self.tables[band][key].add(number)

    def candidates(self):
        pairs = set()
        for table in self.tables:
            for members in table.values():
                pairs |= {(a, b) for a in members for b in members if a < b}
        return pairs
