class State:
    def __init__(self, name, cost):
        self.name = name
        self.cost = cost


def states():
    return [State(f"s{i * 5 % 24}", i % 3) for i in range(24)]
