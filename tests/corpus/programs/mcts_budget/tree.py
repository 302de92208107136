import math
import random


class Node:
    __slots__ = ("game", "children", "visits", "wins")

    def __init__(self, game):
        self.game, self.children, self.visits, self.wins = game, {}, 0, 0.0

    def best(self, c=1.2):
        for move in self.game.moves():
            if move not in self.children:
                return move
        log = math.log(self.visits)
        return max(self.children, key=lambda m: self.children[m].value(log, c))

    def value(self, log, c):
        return self.wins / self.visits + c * math.sqrt(log / self.visits)


def rollout(game):
    while not game.over:
        game = game.play(random.choice(game.moves()))
    return 1 - game.player


def simulate(node):
    path = [node]
    while not node.game.over:
        move = node.best()
        fresh = move not in node.children
        node = node.children.setdefault(move, Node(node.game.play(move)) if fresh else None)
        path.append(node)
        if fresh:
            break
    winner = rollout(node.game)
    for node in path:
        node.visits += 1
        node.wins += winner != node.game.player
