class Memo:
    def __init__(self):
        self.store = {}
        self.hits = 0

    def get(self, text, make):
        key = hash(text)
        if key in self.store:
            self.hits += 1
        else:
            self.store[key] = make(text)
        return self.store[key]
