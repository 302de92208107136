"""Races between the threads of kernels: the order of additions differs from run to run on one machine."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.counting import counted
from pytest_repro.interpose.scattering import rearranged, turned_gradient, turned_order, turned_rows
from pytest_repro.interpose.workers import hold_workers
from pytest_repro.source import Ambient, Source, Stage
from pytest_repro.threads import one_thread_environ

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping


_GATHERS = "IndexBackward0"


class KernelRace(Source):
    """Not replayed, and but for two operations not varied: repeated. With one thread there is nothing left to
    race. On a busy machine threads come one after another, and two runs agree half the time: what
    ``index_put_`` and the backward of ``table[index]`` add up in several threads is therefore added as if
    they took turns.

    Threads of the program's own that change what they share without a lock race as well: what is varied and
    replayed there is the ``completion-order``, and a diagnosis calls it by this name.

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

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._seen = 0
        """How many operations threads race in."""

    @classmethod
    def vary(cls, rng: random.Random, ambient: Ambient) -> dict[str, Any]:
        return {"turn": True}

    @classmethod
    def controlled(cls) -> dict[str, Any]:
        return {"threads": 1}

    @classmethod
    def environ(cls, settings: Mapping[str, Any]) -> dict[str, str | None]:
        return dict(one_thread_environ()) if "threads" in settings else {}

    def install(self) -> None:
        if "turn" in self.stage.settings or (self.stage.record and not self.stage.settings):
            self.stage.imports.when_imported("torch", self._watch_scattering)
        if "threads" in self.stage.settings:
            self.stage.imports.when_imported("torch", self._hold_torch)
            self.stage.imports.when_imported("joblib.parallel", self._hold_joblib)
            self.stage.imports.when_imported("threadpoolctl", self._hold_pools)
            hold_workers(self.stage.imports, self.stage.patches)

    def _watch_scattering(self, torch: Any) -> None:
        for name in ("index_put", "index_put_"):
            self.stage.patches.set(torch.Tensor, name, self._scattering(torch, getattr(torch.Tensor, name)))
        self.stage.patches.set(torch.Tensor, "__getitem__", self._gathering(torch, torch.Tensor.__getitem__))

    def _scattering(self, torch: Any, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def index_put(tensor: Any, indices: Any, values: Any, accumulate: bool = False) -> Any:
            order = turned_order(torch, tensor, indices, values) if accumulate else None
            self._seen += order is not None
            # Two traces are compared operation by operation: those of one are not put in another order.
            if order is not None and not self.stage.record:
                indices, values = rearranged(indices, values, order)
            return real(tensor, indices, values, accumulate)

        return index_put

    def _gathering(self, torch: Any, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def getitem(tensor: Any, index: Any) -> Any:
            taken = real(tensor, index)
            node = taken.grad_fn
            if node is None or node.name() != _GATHERS or not isinstance(index, torch.Tensor):
                return taken
            order = turned_rows(torch, tensor, index, taken)
            self._seen += order is not None
            if order is not None and not self.stage.record:
                node.register_hook(_backward_in(torch, tensor.shape, index, order))
            return taken

        return getitem

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
        turned = f", {counted(self._seen, 'scattering')} in another order" if self._seen else ""
        return f"the run was repeated{threads}{turned}; a race can agree by chance"

    def recorded(self) -> dict[str, Any]:
        return {"draws": [], "scatterings": self._seen}

    def uninstall(self) -> None:
        self.stage.imports.remove()
        super().uninstall()


def _backward_in(torch: Any, shape: Any, index: Any, order: Any) -> Callable[[Any, Any], Any]:
    def hook(computed: tuple[Any, ...], gradients: tuple[Any, ...]) -> tuple[Any, ...] | None:
        if computed[0] is None or gradients[0].requires_grad:  # a gradient of a gradient goes its own way
            return None
        return turned_gradient(torch, shape, index, order, gradients[0]), *computed[1:]

    return hook
