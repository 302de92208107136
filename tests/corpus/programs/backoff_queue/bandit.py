import heapq
import itertools
import time

import numpy as np
from broker import Prefetch


class Arms:
    """Upper confidence bounds over slates, the next to try on a heap; ties go to the older entry."""

    def __init__(self, count):
        self.pulls, self.reward = np.zeros(count), np.zeros(count)
        self.ticket = itertools.count()
        self.heap = [(-np.inf, next(self.ticket), arm) for arm in range(count)]

    def pull(self):
        return heapq.heappop(self.heap)[2]

    def learn(self, arm, reward, step):
        self.pulls[arm] += 1
        self.reward[arm] += reward
        bound = self.reward[arm] / self.pulls[arm] + np.sqrt(0.5 * np.log(step + 2) / self.pulls[arm])
        heapq.heappush(self.heap, (-round(float(bound), 3), next(self.ticket), arm))


def sessions(number, size=16, arms=8):
    """The clicks of one batch of visitors on every slate, from a generator of the batch's own."""
    rng = np.random.default_rng([77, number])
    return rng.random((size, arms)) < np.linspace(0.05, 0.6, arms)


def warm_up(arms):
    """Touch the code once, so that the first step is not the slow one."""
    scratch = Arms(arms)
    scratch.learn(scratch.pull(), float(np.random.rand() > 0.5), 0)
    return time.perf_counter()


def run(batches=24, arms=8):
    started = warm_up(arms)
    bandit, chosen, step = Arms(arms), [], 0
    for clicks in Prefetch(sessions, batches):
        for row in clicks:
            arm = bandit.pull()
            chosen.append(arm)
            bandit.learn(arm, float(row[arm]), step)
            step += 1
    pace = step / (time.perf_counter() - started)
    return {"chosen": chosen, "rates": bandit.reward / bandit.pulls.clip(min=1), "steps": step, "stalled": pace <= 0}
