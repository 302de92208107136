"""What every process of a session that plans, runs or judges trials needs."""

from __future__ import annotations

import functools
import json
import os
import sys
from typing import TYPE_CHECKING

from pytest_repro.session.checkout import Checkout
from pytest_repro.session.judge import Judge
from pytest_repro.session.pair import Pair
from pytest_repro.session.progress import Progress
from pytest_repro.session.repeats import Repeats
from pytest_repro.session.room import fitting_jobs
from pytest_repro.trials.executor import LocalExecutor
from pytest_repro.trials.planner import Planner
from pytest_repro.trials.slots import Slots
from pytest_repro.trials.spec import Invocation, Target

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from pytest_repro.session.workplace import Workplace
    from pytest_repro.settings import Settings


class Equipment:
    """What every process of a session that plans or runs trials needs."""

    def __init__(
        self, config: pytest.Config, settings: Settings, workplace: Workplace, invocation: Invocation
    ) -> None:
        self.settings = settings
        self.workplace = workplace
        self.invocation = invocation
        self.sessions = _workers(config)
        self.planner = Planner(workplace.path, invocation, settings.sources, settings.seed)
        self.progress = Progress(config)
        self._executor: LocalExecutor | None = None

    @functools.cached_property
    def slots(self) -> Slots:
        """Asked for once the tests are collected: how many trials fit depends on the libraries in use."""
        jobs = self.settings.jobs or self.jobs_of_workers() or fitting_jobs()
        return Slots(self.workplace.path, jobs, self.sessions)

    def jobs_of_workers(self) -> int | None:
        """What a worker of xdist found: the controller imports none of the user's code."""
        if not self.workplace.plan.exists():
            return None
        jobs: int = json.loads(self.workplace.plan.read_text(encoding="utf-8"))["jobs"]
        return jobs

    @property
    def executor(self) -> LocalExecutor:
        if self._executor is None:
            self._executor = LocalExecutor(self.slots)
        return self._executor

    def close(self) -> None:
        if self._executor is not None:
            self._executor.close()

    def start_perturbed(self, targets: tuple[Target, ...]) -> None:
        if self.planner.holds_some or not self.planner.sources:
            return
        spec = self.planner.varied("perturbed", targets, directory=self.workplace.perturbed)
        self.executor.submit(spec)

    def judge(self, root: Path, others_run: bool) -> Judge:
        return Judge(
            workplace=self.workplace,
            planner=self.planner,
            executor=self.executor,
            progress=self.progress,
            root=root,
            budget=self.settings.budget,
            pair=Pair(
                self.workplace,
                self.planner,
                self.executor,
                self.progress,
                self.settings.timeout,
                others_run,
            ),
            checkout=Checkout(self.executor, self.progress, self.workplace, root, alone=self.sessions == 1),
            repeats=Repeats(self.executor, self.progress, root, self.planner.sources, self.settings.repeats),
        )


def invocation_of(config: pytest.Config) -> Invocation:
    """How this session was started, with what keeps other plugins' side effects out of trials."""
    args = [str(arg) for arg in config.invocation_params.args]
    # A trial imports this package before pytest can rewrite its assertions: under -W error that would end it.
    extra = ["--capture=no", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    if config.pluginmanager.hasplugin("pytest_cov"):
        extra.append("--no-cov")
    return Invocation(
        args=(*args, *extra),
        cwd=str(config.invocation_params.dir),
        root=str(config.rootpath),
        argv=tuple(sys.argv),
        sys_path=tuple(sys.path),
        environ=dict(os.environ),
    )


def _workers(config: pytest.Config) -> int:
    """How many processes run the user's tests."""
    given = getattr(config, "workerinput", {}).get("workercount")
    return int(given or len(config.getoption("tx", None) or ()) or 1)
