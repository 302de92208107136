"""What ``pytest --repro`` registers, by the role that this process plays.

Alone, a session collects, starts the perturbed trial and judges. Under xdist the workers collect and judge,
and the controller, which outlives them, starts the perturbed trial and reports.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.session.collector import Collector
from pytest_repro.session.equipment import Equipment, invocation_of
from pytest_repro.session.reporter import Reporter
from pytest_repro.session.workplace import Workplace
from pytest_repro.trials.spec import Invocation, Target

if TYPE_CHECKING:
    from pytest_repro.settings import Settings

_WORKER_KEY = "pytest_repro"


class Alone(Collector):
    """The whole session in one process."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self.workplace = Workplace.make()
        super().__init__(config, Equipment(config, settings, self.workplace, invocation_of(config)))

    def pytest_unconfigure(self) -> None:
        super().pytest_unconfigure()
        self.workplace.remove()


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
        self.workplace = Workplace.make()
        self._equipment = Equipment(config, settings, self.workplace, invocation_of(config))
        self._started = False

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        invocation = asdict(self._equipment.invocation)
        node.workerinput[_WORKER_KEY] = json.dumps(
            {"workplace": str(self.workplace.path), "invocation": invocation}
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self) -> None:
        if self._started or not self.workplace.plan.exists():
            return
        self._started = True
        plan = json.loads(self.workplace.plan.read_text(encoding="utf-8"))
        self._equipment.start_perturbed(tuple(Target(**target) for target in plan["targets"]))

    def pytest_unconfigure(self) -> None:
        self._equipment.close()
        self.workplace.remove()


def register(config: pytest.Config, settings: Settings) -> None:
    """Register the plugins for this process's role."""
    manager = config.pluginmanager
    if hasattr(config, "workerinput"):
        manager.register(Worker(config, settings), "pytest-repro-session")
        return
    role = Controller if _distributes(config) else Alone
    played = role(config, settings)
    manager.register(played, "pytest-repro-session")
    reporter = Reporter(config, settings, played.workplace.collected)
    manager.register(reporter, "pytest-repro-reporter")


def _distributes(config: pytest.Config) -> bool:
    return bool(config.getoption("tx", None)) and config.getoption("dist", "no") != "no"
