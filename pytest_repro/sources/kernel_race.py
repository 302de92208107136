"""Races between the threads of kernels: the order of additions differs from run to run on one machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.workers import hold_workers
from pytest_repro.source import Source
from pytest_repro.threads import one_thread_environ

if TYPE_CHECKING:
    from collections.abc import Mapping


class KernelRace(Source):
    """Neither varied nor replayed: repeated. With one thread there is nothing left to race.

    ``torch.index_put_`` that accumulates, the backward of indexing with a list, ``predict_proba`` of a forest
    with several jobs, gensim's workers and Optuna's jobs are known for it.
    """

    id = "kernel-race"
    explanation = "threads race inside a kernel or a library, so that the order of work differs in every run"
    fix = (
        "call torch.use_deterministic_algorithms(True), or run this step with one thread "
        "(torch.set_num_threads(1), n_jobs=1, workers=1)"
    )
    rules = ("REP202", "REP203", "REP204")
    inherent = True
    suspicion = 1

    @classmethod
    def controlled(cls) -> dict[str, Any]:
        return {"threads": 1}

    @classmethod
    def environ(cls, settings: Mapping[str, Any]) -> dict[str, str | None]:
        return dict(one_thread_environ()) if settings else {}

    def install(self) -> None:
        if self.stage.settings:
            self.stage.imports.when_imported("torch", self._hold_torch)
            self.stage.imports.when_imported("joblib.parallel", self._hold_joblib)
            self.stage.imports.when_imported("threadpoolctl", self._hold_pools)
            hold_workers(self.stage.imports, self.stage.patches)

    def _hold_torch(self, torch: Any) -> None:
        torch.set_num_threads(1)
        self.stage.patches.set(torch, "set_num_threads", lambda number: None)

    def _hold_joblib(self, parallel: Any) -> None:
        real = parallel.Parallel.__init__

        def init(self: Any, n_jobs: int | None = None, *args: Any, **kwargs: Any) -> None:
            real(self, 1 if n_jobs is not None else None, *args, **kwargs)

        self.stage.patches.set(parallel.Parallel, "__init__", init)

    def _hold_pools(self, threadpoolctl: Any) -> None:
        limits = threadpoolctl._ThreadpoolLimiter
        real = limits.__init__

        def init(self: Any, controller: Any, *, limits: Any = None, user_api: Any = None) -> None:
            real(self, controller, limits=1 if limits is not None else None, user_api=user_api)

        self.stage.patches.set(limits, "__init__", init)

    def detail(self) -> str:
        torch: Any = sys.modules.get("torch")
        threads = f", {torch.get_num_threads()} threads" if hasattr(torch, "get_num_threads") else ""
        return f"the run was repeated{threads}; a race can agree by chance"

    def uninstall(self) -> None:
        self.stage.imports.remove()
        super().uninstall()
