"""The part of a session that collects: finds targets, adds verdicts, observes the reference trial, judges."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.seeding import seed_streams
from pytest_repro.session.case import error_check
from pytest_repro.session.collected import Collected
from pytest_repro.session.originals import Originals
from pytest_repro.session.reporter import attach_check, attach_unplanned
from pytest_repro.session.room import fitting_jobs
from pytest_repro.session.targets import TargetFinder
from pytest_repro.session.verdict import VerdictItem
from pytest_repro.trials.observe import Observer
from pytest_repro.trials.spec import Target, write_whole

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_repro.model import Check
    from pytest_repro.session.equipment import Equipment


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
        self._observer = Observer(equipment.workplace.reference, SiteFinder(config.rootpath), self._take)
        config.pluginmanager.register(self._observer, "pytest-repro-observer")
        self._originals = Originals(config.rootpath, equipment.workplace.path)
        self._originals.start()

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
                    self._verdicts[target.id] = VerdictItem.of(
                        target, item, self._judge, self._equipment.settings.strict
                    )
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
        wanted |= {
            item.nodeid
            for item in items
            if isinstance(item, VerdictItem) and not self._deselected_with_its_tests(item)
        }
        self._finder.settle_hosts(tests)
        verdicts = [verdict for verdict in self._verdicts.values() if verdict.nodeid in wanted]
        self._correct_deselected(verdicts)
        for verdict in verdicts:
            verdict.exempt()
        items[:] = [*tests, *verdicts]

    def _deselected_by_name(self, nodeid: str) -> bool:
        return nodeid.startswith(tuple(self._config.getoption("deselect", None) or ()) or ("\0",))

    def _deselected_with_its_tests(self, verdict: VerdictItem) -> bool:
        """Whether ``--deselect`` names every test that uses the fixture, and nothing names the verdict."""
        users = self._finder.users(verdict.target)
        asked = any("::repro" in str(argument) for argument in self._config.args)
        return not asked and bool(users) and all(map(self._deselected_by_name, users))

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
        names = {verdict.target.name for verdict in self._verdicts.values()}
        collected = Collected(tuple(sorted(names)), len(targets), self._finder.idle_globs())
        collected.write(self._equipment.workplace.collected)
        self._observer.watch({item.nodeid: self._finder.of_item(item) for item in session.items})
        if targets:
            self._announce(targets)

    def _announce(self, targets: tuple[Target, ...]) -> None:
        self._originals.bodies_matter = any(target.kind == "test" for target in targets)
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
            seed_streams(ImportHooks(), seed)

    def _judge(self, verdict: VerdictItem) -> Check:
        target = self._finder.current(verdict.target)
        failure = self._finder.fault(target) or self._observer.failures.get(target.id)
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
        if isinstance(item, VerdictItem) and call.when == "call" and item.check is not None:
            attach_check(outcome.get_result(), item.check)
        if self._observer.unplanned:
            attach_unplanned(outcome.get_result(), self._observer.unplanned)
            self._observer.unplanned.clear()

    def pytest_unconfigure(self) -> None:
        self._originals.stop()
        self._equipment.close()
