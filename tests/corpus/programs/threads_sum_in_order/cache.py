import threading


class Cache:
    def __init__(self):
        self.lock = threading.Lock()
        self.values = {}
        self.hits = 0

    def get(self, key, compute):
        with self.lock:
            if key not in self.values:
                self.values[key] = compute(key)
            return self.values[key]
