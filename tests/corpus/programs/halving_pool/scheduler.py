import os
from concurrent.futures import ThreadPoolExecutor, as_completed


class Rung:
    """Collects reports; full when enough trials have reported, as ASHA does it."""

    def __init__(self, quorum):
        self.quorum, self.reports = quorum, []

    def report(self, trial, error):
        if len(self.reports) < self.quorum:
            self.reports.append((trial, error))

    def promoted(self, keep):
        return [trial for trial, _ in sorted(self.reports, key=lambda r: r[1])[:keep]]


class Halving:
    def __init__(self, evaluate, eta=2):
        self.evaluate, self.eta = evaluate, eta
        self.workers = max(4, os.cpu_count() or 1)

    def rung(self, trials, params, budget):
        rung = Rung(quorum=max(1, len(trials) * 3 // 4))
        with ThreadPoolExecutor(self.workers) as pool:
            waiting = {pool.submit(self.evaluate, params[t], budget): t for t in trials}
            for done in as_completed(waiting):
                rung.report(waiting[done], done.result())
        return rung

    def run(self, params, budgets):
        alive, history = list(range(len(params))), []
        for budget in budgets:
            rung = self.rung(alive, params, budget)
            alive = rung.promoted(max(1, len(alive) // self.eta))
            history.append(list(alive))
        return alive[0], history
