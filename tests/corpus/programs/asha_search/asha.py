"""Asynchronous successive halving: promote as soon as a rung has somebody who deserves it."""

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import numpy as np
from space import grid, objective


class Rungs:
    def __init__(self, eta, top):
        self.eta, self.results, self.promoted = eta, [[] for _ in range(top + 1)], [set() for _ in range(top + 1)]

    def report(self, rung, trial, loss):
        self.results[rung].append((loss, trial))

    def promotable(self):
        for rung in reversed(range(len(self.results) - 1)):
            best = sorted(self.results[rung])[: len(self.results[rung]) // self.eta]
            for _, trial in best:
                if trial not in self.promoted[rung]:
                    self.promoted[rung].add(trial)
                    return trial, rung + 1
        return None


class Asha:
    def __init__(self, trials=18, workers=3, eta=3, top=2, seed=1):
        rng = np.random.default_rng(seed)
        self.configs = [grid(rng) for _ in range(trials)]
        self.noise = [np.random.default_rng(s) for s in np.random.SeedSequence().spawn(trials)]
        self.rungs, self.workers, self.eta = Rungs(eta, top), workers, eta
        self.fresh = iter(range(trials))
        self.log = []

    def next_job(self):
        job = self.rungs.promotable()
        if job is None:
            trial = next(self.fresh, None)
            job = None if trial is None else (trial, 0)
        return job

    def run(self):
        running = {}
        with ThreadPoolExecutor(self.workers) as pool:
            while True:
                while len(running) < self.workers and (job := self.next_job()):
                    trial, rung = job
                    resource = self.eta**rung
                    running[pool.submit(objective, self.configs[trial], resource, self.noise[trial])] = job
                if not running:
                    return self.summary()
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=running.get):
                    trial, rung = running.pop(future)
                    self.rungs.report(rung, trial, future.result())
                    self.log.append((trial, rung))

    def summary(self):
        top = [rung for rung in self.rungs.results if rung][-1]
        loss, trial = min(top)
        return {"best": self.configs[trial], "loss": loss, "evaluated": self.log}
