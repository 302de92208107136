import logging
import time

from kayles import Kayles
from tree import Node, simulate

log = logging.getLogger("mcts")


class Budget:
    def __init__(self, seconds, limit):
        self.deadline = time.monotonic() + seconds
        self.left = limit

    def __iter__(self):
        while time.monotonic() < self.deadline and self.left:
            self.left -= 1
            yield self.left


def run(seconds=0.12, limit=20000, seed=11):
    root = Node(Kayles.deal(seed))
    for _ in Budget(seconds, limit):
        simulate(root)
    log.info("%s: %d visits", time.ctime(), root.visits)
    policy = {move: node.visits / root.visits for move, node in root.children.items()}
    return {"policy": policy, "value": root.wins / root.visits}
