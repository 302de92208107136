"""The verdict of a check as a test item of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_repro.model import Check
    from pytest_repro.trials.spec import Target


class FailedVerdictError(Exception):
    """The check did not pass; carries it."""

    def __init__(self, check: Check) -> None:
        super().__init__(f"{check.verdict}: {check.reason}")
        self.check = check


class EnvironmentSensitiveWarning(pytest.PytestWarning):
    """Outputs are the same on this machine, and would differ on another."""


class VerdictItem(pytest.Item):
    """Judges one target. Hangs from the session, not the module: it runs last and needs no module set-up.

    ``fixturenames``, ``funcargs`` and ``module`` are there for other people's hooks, which take every item
    for a test function.
    """

    def __init__(
        self,
        *,
        target: Target,
        host: pytest.Item,
        judge: Callable[[VerdictItem], Check],
        strict: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.target = target
        self.judge = judge
        self.failing = {"irreproducible", "error", *(("environment-sensitive",) if strict else ())}
        self.check: Check | None = None
        self.fixturenames: list[str] = []
        self.funcargs: dict[str, object] = {}
        self.module = getattr(host, "module", None)
        self.cls = None
        self.function = self.runtest
        self.obj = self.runtest
        self.extra_keyword_matches.update({target.name, "repro"})
        self.add_marker(pytest.mark.repro)

    def exempt(self) -> None:
        """Mark it for other plugins. Once items are selected: ``-k`` and ``-m`` go by the names of marks."""
        plugins = self.config.pluginmanager
        if plugins.hasplugin("timeout"):
            # It waits for trials that have time limits of their own.
            self.add_marker(pytest.mark.timeout(0))
        if plugins.hasplugin("rerunfailures"):
            # It would say the same again.
            self.add_marker(pytest.mark.flaky(reruns=0))

    @classmethod
    def of(
        cls, target: Target, host: pytest.Item, judge: Callable[[VerdictItem], Check], strict: bool
    ) -> VerdictItem:
        """``strict``: whether it fails where the outputs are environment-sensitive."""
        name = target.id.rpartition("::repro[")[2]
        item: VerdictItem = cls.from_parent(
            host.session,
            name=f"repro[{name}",
            nodeid=target.id,
            path=host.path,
            target=target,
            host=host,
            judge=judge,
            strict=strict,
        )
        return item

    def runtest(self) -> None:
        if self.check is None:
            # Plugins such as pytest-rerunfailures run a failed item again; its trials are gone by then.
            self.check = self.judge(self)
        if self.check.verdict in self.failing:
            raise FailedVerdictError(self.check)
        if self.check.verdict == "environment-sensitive":
            self.warn(EnvironmentSensitiveWarning(f"{self.target.name}: {self.check.reason}"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, FailedVerdictError):
            return summary(excinfo.value.check)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        root = self.config.rootpath
        return root / self.target.path, self.target.line - 1, self.name


def summary(check: Check) -> str:
    """A few lines for pytest's FAILURES section; the whole story stands in the section of the report."""
    lines = [
        f"{check.fixture} is {check.verdict}: {check.reason}" if check.verdict != "error" else check.reason
    ]
    for failure in check.failures:
        if failure.site:
            site = failure.site
            lines.append(f"  {failure.trial} trial: {site.path}:{site.line}  {site.text}")
    for cause in check.causes:
        for site in cause.sites or ():
            lines.append(f"  {cause.status}: {cause.name} at {site.path}:{site.line}  {site.text}")
        if not cause.sites:
            lines.append(f"  {cause.status}: {cause.name}")
    return "\n".join(lines)
