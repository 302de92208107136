import random

from priorities import Queue, common


class Item:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Item({self.name})"


def run():
    rng = random.Random("replay")
    queue = Queue()
    items = {Item(f"i{k}") for k in range(12)}
    for item in sorted(items, key=lambda item: item.name):
        queue.push(rng.randrange(3), item)
    drained = [repr(item) for item in queue.drain()]
    return drained, common([name[:6] for name in drained], 2)
