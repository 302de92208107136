"""What ``pytest --repro`` does in the user's session: the plugin behind :mod:`pytest_repro.plugin`.

One class for each role. Alone, a session collects, starts the perturbed trial and judges. Under xdist the
workers collect and judge, and the controller, which outlives them, starts the perturbed trial and reports.
"""

from __future__ import annotations

import datetime
import functools
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.model import Check, Report
from pytest_repro.session.environment import describe_environment
from pytest_repro.session.judge import Judge, error_check
from pytest_repro.session.progress import Progress
from pytest_repro.session.room import fitting_jobs
from pytest_repro.session.targets import TargetFinder
from pytest_repro.session.verdict import VerdictItem
from pytest_repro.session.workplace import Workplace
from pytest_repro.trials.executor import LocalExecutor
from pytest_repro.trials.observe import Observer
from pytest_repro.trials.planner import Planner
from pytest_repro.trials.slots import Slots
from pytest_repro.trials.spec import Invocation, Target, write_whole

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_repro.settings import Settings

_WORKER_KEY = "pytest_repro"
_CHECK = "repro_check"
_UNPLANNED = "repro_unplanned"


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
        spec = self.planner.varied("perturbed", targets, directory=self.workplace.perturbed)
        self.executor.submit(spec)

    def judge(self, root: Path, others_run: bool) -> Judge:
        return Judge(
            workplace=self.workplace,
            planner=self.planner,
            executor=self.executor,
            progress=self.progress,
            timeout=self.settings.timeout,
            root=root,
            others_run=others_run,
        )


def invocation_of(config: pytest.Config) -> Invocation:
    """How this session was started, with what keeps other plugins' side effects out of trials."""
    args = [str(arg) for arg in config.invocation_params.args]
    extra = ["--capture=no"]
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


class Collector:
    """Collects targets, adds their verdicts, observes the reference trial and judges."""

    def __init__(self, config: pytest.Config, equipment: Equipment) -> None:
        self._config = config
        self._equipment = equipment
        self._finder = TargetFinder(config.rootpath, equipment.settings.fixtures)
        self._verdicts: dict[str, VerdictItem] = {}
        self._selected: frozenset[str] = frozenset()
        self._ran: list[str] = []
        self._ran_before: dict[str, tuple[str, ...]] = {}
        self._observer = Observer(equipment.workplace.reference, self._take)
        config.pluginmanager.register(self._observer, "pytest-repro-observer")

    def _take(self, target: Target) -> bool:
        self._ran_before[target.id] = tuple(self._ran[:-1])
        return self._equipment.workplace.claim(target)

    # Collection -------------------------------------------------------------------------------------------

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_make_collect_report(self) -> Generator[None, Any, None]:
        """Add verdicts beside the tests that they belong to, so that node ids and --lf find them.

        Innermost of all wrappers: --lf drops from the result what did not fail last time.
        """
        outcome = yield
        found = outcome.get_result().result
        if isinstance(found, list):
            found.extend(self._new_verdicts([node for node in found if isinstance(node, pytest.Item)]))

    def _new_verdicts(self, items: list[pytest.Item]) -> list[VerdictItem]:
        made = []
        for item in items:
            for target in self._finder.of_item(item):
                if target.id not in self._verdicts:
                    self._verdicts[target.id] = VerdictItem.of(target, item, self._judge)
                    made.append(self._verdicts[target.id])
        return made

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, None, None]:
        """Verdicts come last. One runs if it was selected itself or if a selected test uses its fixture."""
        yield
        tests = [item for item in items if not isinstance(item, VerdictItem)]
        self._new_verdicts(tests)
        wanted = {target.id for item in tests for target in self._finder.of_item(item)}
        wanted = {verdict for verdict in wanted if not self._deselected_by_name(verdict)}
        wanted |= {item.nodeid for item in items if isinstance(item, VerdictItem)}
        self._finder.settle_hosts(tests)
        verdicts = [verdict for verdict in self._verdicts.values() if verdict.nodeid in wanted]
        self._correct_deselected(verdicts)
        items[:] = [*tests, *verdicts]

    def _deselected_by_name(self, nodeid: str) -> bool:
        return nodeid.startswith(tuple(self._config.getoption("deselect", None) or ()) or ("\0",))

    def _correct_deselected(self, verdicts: list[VerdictItem]) -> None:
        """pytest counted verdicts as deselected that run after all, with the tests that they belong to."""
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        counted = getattr(reporter, "stats", {}).get("deselected", [])
        counted[:] = [item for item in counted if item not in verdicts]

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if self._config.getoption("collectonly"):
            return
        self._selected = frozenset(item.nodeid for item in session.items)
        targets = tuple(self._finder.current(v.target) for v in session.items if isinstance(v, VerdictItem))
        self._observer.watch({item.nodeid: self._finder.of_item(item) for item in session.items})
        if targets:
            self._announce(targets)

    def _announce(self, targets: tuple[Target, ...]) -> None:
        self.write_plan(targets)
        self._equipment.start_perturbed(targets)

    def write_plan(self, targets: tuple[Target, ...]) -> None:
        plan = self._equipment.workplace.plan
        if not plan.exists():
            plain = [asdict(target) for target in targets]
            write_whole(plan, {"targets": plain, "jobs": fitting_jobs()})

    # Running ----------------------------------------------------------------------------------------------

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, None, None]:
        if isinstance(item, VerdictItem):
            self._equipment.slots.open_gate()
        else:
            self._ran.append(item.nodeid)
        yield

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        seed = self._equipment.settings.seed
        if seed is not None and self._finder.of_item(item):
            seed_imported_streams(seed)

    def _judge(self, verdict: VerdictItem) -> Check:
        target = self._finder.current(verdict.target)
        failure = self._observer.failures.get(target.id)
        if failure is not None:
            return error_check(target, failure)
        judge = self._equipment.judge(self._config.rootpath, others_run=self._host_is_selected(target))
        return judge.judge(target, self._finder.tolerance(target), self._ran_before.get(target.id, ()))

    def _host_is_selected(self, target: Target) -> bool:
        """Whether another process may yet run the target's test."""
        return self._equipment.sessions > 1 and target.item in self._selected

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: Any) -> Generator[None, Any, None]:
        outcome = yield
        # Attributes of the report: xdist carries them to the controller.
        if isinstance(item, VerdictItem) and call.when == "call" and item.check is not None:
            setattr(outcome.get_result(), _CHECK, item.check.to_json())
        if self._observer.unplanned:
            setattr(outcome.get_result(), _UNPLANNED, dict(self._observer.unplanned))
            self._observer.unplanned.clear()

    def pytest_unconfigure(self) -> None:
        self._equipment.close()


class Reporter:
    """Gathers checks from test reports, of this process or of xdist's workers, and shows them at the end."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self._config = config
        self._settings = settings
        self._checks: list[Check] = []
        self._unplanned: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        self._unplanned.update(getattr(report, _UNPLANNED, {}))
        data = getattr(report, _CHECK, None)
        if data is not None:
            self._checks.append(Check.from_json(data))

    def report(self) -> Report:
        return Report(
            created=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            command=tuple(sys.argv),
            environment=describe_environment(),
            settings=self._settings.to_json(),
            checks=tuple(sorted(self._checks, key=lambda check: check.id)),
        )

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        from pytest_repro.errors import ReproError
        from pytest_repro.reports import terminal_lines, write_json

        report = self.report()
        terminalreporter.section("repro", sep="=")
        lines = terminal_lines(report, self._config.getoption("verbose"), terminalreporter._tw.fullwidth)
        for line in lines:
            terminalreporter.write_line(line.text, **dict(line.markup))
        for name, item in sorted(self._unplanned.items()):
            terminalreporter.write_line(
                f"not checked: {item} asks for {name} through getfixturevalue(); name it as an argument",
                yellow=True,
            )
        if self._settings.json is not None:
            try:
                write_json(report, self._settings.json)
            except ReproError as error:
                terminalreporter.write_line(str(error), red=True)
            else:
                terminalreporter.write_line(f"report written to {self._settings.json}")


class Alone(Collector):
    """The whole session in one process."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self._workplace = Workplace.make()
        super().__init__(config, Equipment(config, settings, self._workplace, invocation_of(config)))

    def pytest_unconfigure(self) -> None:
        super().pytest_unconfigure()
        self._workplace.remove()


class Worker(Collector):
    """A worker of xdist: says what is to be tried, and leaves the perturbed trial to the controller."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        given = json.loads(config.workerinput[_WORKER_KEY])  # type: ignore[attr-defined]
        workplace = Workplace(Path(given["workplace"]))
        invocation = Invocation.from_json(given["invocation"])
        super().__init__(config, Equipment(config, settings, workplace, invocation))

    def _announce(self, targets: tuple[Target, ...]) -> None:
        self.write_plan(targets)


class Controller:
    """The controller of xdist: collects nothing, runs the perturbed trial once a worker has collected."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self._workplace = Workplace.make()
        self._equipment = Equipment(config, settings, self._workplace, invocation_of(config))
        self._started = False

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        invocation = asdict(self._equipment.invocation)
        node.workerinput[_WORKER_KEY] = json.dumps(
            {"workplace": str(self._workplace.path), "invocation": invocation}
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self) -> None:
        if self._started or not self._workplace.plan.exists():
            return
        self._started = True
        plan = json.loads(self._workplace.plan.read_text(encoding="utf-8"))
        self._equipment.start_perturbed(tuple(Target(**target) for target in plan["targets"]))

    def pytest_unconfigure(self) -> None:
        self._equipment.close()
        self._workplace.remove()


def seed_imported_streams(seed: int) -> None:
    """What ``repro_seed`` asks for, in the user's own session: seed what is imported, now or later."""
    from pytest_repro.interpose.imports import ImportHooks
    from pytest_repro.seeding import seed_streams

    seed_streams(ImportHooks(), seed)


def register(config: pytest.Config, settings: Settings) -> None:
    """Register the plugins for this process's role."""
    manager = config.pluginmanager
    if hasattr(config, "workerinput"):
        manager.register(Worker(config, settings), "pytest-repro-session")
        return
    role = Controller if _distributes(config) else Alone
    manager.register(role(config, settings), "pytest-repro-session")
    manager.register(Reporter(config, settings), "pytest-repro-reporter")


def _workers(config: pytest.Config) -> int:
    """How many processes run the user's tests."""
    given = getattr(config, "workerinput", {}).get("workercount")
    return int(given or len(config.getoption("tx", None) or ()) or 1)


def _distributes(config: pytest.Config) -> bool:
    return bool(config.getoption("tx", None)) and config.getoption("dist", "no") != "no"
