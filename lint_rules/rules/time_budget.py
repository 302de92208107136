from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.places import confidence_at
from lint_rules.analysis.project.given import NUMBER
from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.callers import given_by_callers
from lint_rules.analysis.tree.flags import OPTIONS
from lint_rules.analysis.tree.nodes import INEQUALITIES, dotted_name, stored_names
from lint_rules.analysis.tree.values import value_of
from lint_rules.knowledge.clocks import BUDGETS, BUDGETS_OF, MOMENTS, STOPWATCHES, TRAINS
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOCKS = MOMENTS | STOPWATCHES


class TimeBudget(SourceRule):
    """A search or a training is ended by a clock.

    ## What it does

    Reports time limits of searches and trainings that are given as a literal (Optuna's `timeout=`, FLAML's
    `time_budget=`, AutoGluon's `time_limit=`, Lightning's `max_time=` and others), and loops that train, or
    keep the best of what they try, until a clock says stop. Silent where the limit is None or comes from
    outside (from a parameter for which not all callers give a number), and for loops that only wait.

    ## Why is this bad?

    How far a search gets in ten minutes depends on the machine and on what else it is doing, so another run
    tries another number of candidates and may well choose another one.

    ## Example

    ```python
    study.optimize(objective, timeout=600)
    ```

    ## Use instead

    ```python
    study.optimize(objective, n_trials=100)
    ```
    """

    code = "REP401"
    name = "time-budget"
    markers = (b"time", b"budget", b"duration", b"max_runtime_secs")
    within_function = True
    calls = _CLOCKS
    keywords = BUDGETS | frozenset(word for words, _ in BUDGETS_OF.values() for word in words)
    packages = {"flaml": frozenset({"AutoML"})}
    follows_names = True

    valid = (
        "import optuna\nstudy.optimize(objective, n_trials=10)\n",
        "import optuna\nstudy.optimize(objective, n_trials=10, timeout=None)\n",
        """
        import time

        class Trainer:
            def train(self, start):
                for batch in self.batches:
                    self.model.fit(batch)
                    if time.time() - start >= self.config["max_runtime"]:
                        break
        """,
        "import optuna\n\ndef tune(study, limit):\n    study.optimize(objective, timeout=limit)\n",
        """
        def tune(study, limit):
            study.optimize(objective, timeout=limit)

        tune(first, 9)
        tune(second, args.limit)
        """,
        "import requests\nrequests.get(url, timeout=10)\n",
        "process.fit(timeout=10)\n",
        """
        import time

        def wait(job):
            start = time.time()
            while time.time() - start < 60:
                if job.done():
                    return
                time.sleep(1)
        """,
        """
        import time

        def wait(job, limit):
            last, most = time.time(), 0
            while job.poll() is None:
                time.sleep(1)
                done = count()
                if done > most:
                    most = done
                    last = time.time()
                if time.time() - last > limit:
                    return "stalled"
        """,
        """
        import time

        def train(model, epochs):
            start = time.time()
            for epoch in range(epochs):
                model.fit(x, y)
                print(time.time() - start)
        """,
        """
        import time

        def train(model, epochs):
            last = time.time()
            for epoch in range(epochs):
                model.train_step()
                if time.time() - last > 60:
                    log(epoch)
                    last = time.time()
        """,
    )
    invalid = (
        "import optuna\nstudy = optuna.create_study()\nstudy.optimize(objective, timeout=600)  # <- here\n",
        "import optuna\nstudy.optimize(objective, n_trials=5, timeout=60 * 60)  # <- here\n",
        "from flaml import AutoML\nAutoML().fit(x, y, task='regression', time_budget=60)  # <- here\n",
        "from autogluon.tabular import TabularPredictor\np = TabularPredictor('y')\n"
        "p.fit(frame, time_limit=60)  # <- here\n",
        "import lightning as L\ntrainer = L.Trainer(max_time='00:12:00:00')  # <- here\n",
        "import autosklearn.classification as a\n"
        "m = a.AutoSklearnClassifier(time_left_for_this_task=120)  # <- here\n",
        "from h2o.automl import H2OAutoML\nm = H2OAutoML(max_runtime_secs=60)  # <- here\n",
        "from flaml import AutoML\nsettings = {'time_budget': 60, 'metric': 'r2'}  # <- here\n"
        "AutoML().fit(x, y, **settings)\n",
        "from hyperopt import fmin\nbest = fmin(f, space, timeout=3600)  # <- here\n",
        # All callers say how long.
        """
        from autogluon.tabular import TabularPredictor

        def fitted(rows, limit):
            return TabularPredictor("y").fit(rows, time_limit=limit)  # <- here

        fast = fitted(read("fast.csv"), limit=600)
        slow = fitted(read("slow.csv"), 900)
        """,
        """
        import optuna

        LIMIT = 3600

        def main():
            limit = 60 * 10
            study.optimize(objective, timeout=limit)  # <- here
        """,
        """
        import time

        def train(model, limit):
            start = time.time()
            while time.time() - start < limit:  # <- here
                loss = model(batch)
                loss.backward()
        """,
        """
        import time

        def search(limit):
            end, best = time.monotonic() + limit, None
            while time.monotonic() < end:  # <- here
                score = rate(draw())
                if best is None or score > best:
                    best = score
            return best
        """,
        """
        import time

        def train(model, epochs, limit):
            start = time.monotonic()
            for epoch in range(epochs):
                model.fit(x, y)
                elapsed = time.monotonic() - start
                if elapsed > limit:  # <- here
                    break
        """,
        """
        from datetime import datetime, timedelta

        def search(estimators):
            deadline = datetime.now() + timedelta(minutes=5)
            for estimator in estimators:
                if datetime.now() > deadline:  # <- here
                    return best
                best = estimator.fit(x, y)
        """,
    )

    # -- limits that libraries take ------------------------------------------------------------------------

    def visit_arg(self, node: cst.Arg) -> Iterator[Problem]:
        call = self.file.parent(node)
        if node.keyword is None or not isinstance(call, cst.Call):
            return
        keyword = node.keyword.value
        if (keyword in BUDGETS or self._is_budget(call, keyword)) and self._is_limit(node.value):
            said = f"`{keyword}` lets the clock end the search, so runs get to different points"
            yield Problem(node, said, confidence_at(self.file, node))

    def _is_budget(self, call: cst.Call, keyword: str) -> bool:
        last = self.file.resolve(call.func).rpartition(".")[2]
        if isinstance(call.func, cst.Attribute):
            last = call.func.attr.value
        keywords, packages = BUDGETS_OF.get(last, ((), frozenset()))
        return keyword in keywords and any(self.file.imports(package) for package in sorted(packages))

    def visit_dict_element(self, node: cst.DictElement) -> Iterator[Problem]:
        """`settings = {"time_budget": 60}`, handed to a call as `**settings`."""
        if constant(node.key) not in BUDGETS or not self._is_limit(node.value):
            return
        display = self.file.parent(node)
        holder = self.file.parent(display) if display is not None else None
        names = [n for t in getattr(holder, "targets", ()) for n in stored_names(t.target)]
        if any(self._is_unpacked(name) for name in names):
            yield Problem(
                node, f"{constant(node.key)!r} lets the clock end the search, so runs get to different points"
            )

    def _is_unpacked(self, name: str) -> bool:
        return any(
            isinstance(arg, cst.Arg) and arg.star == "**"
            for use in self.file.names(self.file.module, name)
            for arg in [self.file.parent(use)]
        )

    def _is_limit(self, node: cst.BaseExpression) -> bool:
        """Whether a value is surely a length of time: a number, text, or a `timedelta`; not None."""
        value = value_of(self.file, node)
        if given_by_callers(self.file, value) == frozenset({NUMBER}):
            return not self.file.ask("lies-in-package")  # of which others call it, too
        if isinstance(value, cst.BinaryOperation):
            return self._is_limit(value.left) and self._is_limit(value.right)
        if isinstance(value, cst.Integer | cst.Float):
            return value.evaluated_value > 0
        if isinstance(value, cst.Dict):
            return bool(value.elements)
        if isinstance(value, cst.Call):
            return self.file.resolve(value.func) == "datetime.timedelta"
        return isinstance(constant(value), str)

    # -- loops that watch a clock --------------------------------------------------------------------------

    def visit_while(self, node: cst.While) -> Iterator[Problem]:
        if self._waits(node):
            return
        if self._compares_clock(node.test, node) and (self._trains(node) or self._keeps_best(node)):
            yield self._loop_problem(node.test)

    def visit_if(self, node: cst.If) -> Iterator[Problem]:
        loop = next((a for a in self.file.ancestors(node) if isinstance(a, cst.For | cst.While)), None)
        if loop is None or self.file.function(loop) is not self.file.function(node):
            return
        ends = self._leaves(node) and self._compares_clock(node.test, node) and not self._waits(loop)
        if ends and (self._trains(loop) or self._keeps_best(loop)):
            yield self._loop_problem(node.test)

    def _waits(self, loop: cst.For | cst.While) -> bool:
        """For something that others do: who searches does not sleep."""
        calls = self.file.of_kind(cst.Call, loop.body)
        return any(self.file.resolve(call.func) in ("time.sleep", "asyncio.sleep") for call in calls)

    def _loop_problem(self, test: cst.CSTNode) -> Problem:
        return Problem(test, "the clock decides when this loop stops", "medium")

    def _leaves(self, node: cst.If) -> bool:
        return any(isinstance(n, cst.Break | cst.Return) for n in self.file.below(node.body))

    def _trains(self, loop: cst.For | cst.While) -> bool:
        for node in self.file.below(loop.body):
            if isinstance(node, cst.Call):
                name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
                if isinstance(name, cst.Name) and TRAINS.fullmatch(name.value):
                    return True
        return False

    def _keeps_best(self, loop: cst.For | cst.While) -> bool:
        """`if score > best: best = score`"""
        for node in self.file.of_kind(cst.If, loop.body):
            for test in self.file.of_kind(cst.Comparison, node.test):
                sides = {dotted_name(test.left), dotted_name(test.comparisons[0].comparator)}
                if isinstance(test.comparisons[0].operator, INEQUALITIES) and None not in sides:
                    taken = self.file.of_kind(cst.Assign, node.body)
                    if any(sides == {dotted_name(a.targets[0].target), dotted_name(a.value)} for a in taken):
                        return True
        return False

    def _compares_clock(self, test: cst.CSTNode, around: cst.CSTNode) -> bool:
        comparisons = [n for n in self.file.below(test) if isinstance(n, cst.Comparison)]
        return any(
            isinstance(c.comparisons[0].operator, INEQUALITIES)
            and self._reads_clock(c)
            and not self._reads_option(c)
            for c in comparisons
        )

    def _reads_option(self, node: cst.CSTNode) -> bool:
        """Whether who runs the program says how long: `args.time_limit`, `self.config["max_runtime"]`."""
        parts = (n for n in self.file.below(node) if isinstance(n, cst.Attribute | cst.Subscript))
        return any(OPTIONS.fullmatch(dotted_name(part.value) or "") for part in parts)

    def _reads_clock(self, node: cst.CSTNode, depth: int = 2) -> bool:
        for part in self.file.below(node):
            if isinstance(part, cst.Call) and self.file.resolve(part.func) in _CLOCKS:
                return True
            if depth and isinstance(part, cst.Name) and not isinstance(self.file.parent(part), cst.Attribute):
                value = value_of(self.file, part, 1)
                if value is not part and self._is_elapsed(value) and self._reads_clock(value, depth - 1):
                    return True
        return False

    def _is_elapsed(self, value: cst.CSTNode) -> bool:
        return isinstance(value, cst.BinaryOperation | cst.Call)
