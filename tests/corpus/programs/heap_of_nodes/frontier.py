import heapq


class Frontier:
    def __init__(self):
        self.heap = []

    def push(self, state):
        heapq.heappush(self.heap, (state.cost, id(state), state))

    def pop(self):
        return heapq.heappop(self.heap)[2]


def by_name(states):
    heap = [(state.cost, state.name) for state in states]
    heapq.heapify(heap)
    return [heapq.heappop(heap)[1] for _ in range(len(heap))]
