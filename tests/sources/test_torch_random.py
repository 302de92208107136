"""torch's default generator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from source_contract import SourceContract, marked

from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.source import Stage
from pytest_repro.sources.torch_random import TorchRandom

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

torch = pytest.importorskip("torch")


class TestTorchRandom(SourceContract):
    source = "torch-random"
    probes = """
        import threading
        import torch
        from torch import nn
        from torch.utils.data import DataLoader, RandomSampler, TensorDataset, random_split

        DATA = TensorDataset(torch.arange(16.0))
        AT_IMPORT = torch.rand(2).tolist()  # HERE

        def functions():
            x = torch.empty(2)
            return [
                torch.randn(2).tolist(),  # HERE
                torch.rand_like(x).tolist(),  # HERE
                torch.randint(0, 2**40, (2,)).tolist(),  # HERE
                torch.randperm(20).tolist(),  # HERE
                torch.normal(torch.zeros(2)).tolist(),  # HERE
                torch.bernoulli(torch.full((64,), 0.5)).tolist(),  # HERE
                torch.multinomial(torch.ones(100), 20).tolist(),  # HERE
                torch.poisson(torch.full((20,), 9.0)).tolist(),  # HERE
                x.uniform_().tolist(),  # HERE
                x.normal_().tolist(),  # HERE
                x.exponential_().tolist(),  # HERE
            ]

        def layer():
            return nn.Linear(3, 2).weight.tolist()  # HERE

        def initialised():
            return nn.init.xavier_normal_(torch.empty(2, 2)).tolist()  # HERE

        def dropout():
            return nn.Dropout()(torch.ones(64)).tolist()  # HERE

        def functional_dropout():
            return nn.functional.dropout(torch.ones(64), 0.5).tolist()  # HERE

        def no_dropout():
            return nn.Dropout().eval()(torch.ones(8)).tolist()

        def shuffled():
            return [int(b) for (batch,) in DataLoader(DATA, shuffle=True) for b in batch]  # HERE

        def steady_loader():
            return [int(b) for (batch,) in DataLoader(DATA) for b in batch]  # HERE

        def sampled():
            return list(RandomSampler(DATA))  # HERE

        def split():
            return list(random_split(DATA, [8, 8])[0].indices)  # HERE

        def distribution():
            return torch.distributions.Normal(0.0, 1.0).sample().item()  # HERE

        def backward():
            x = torch.ones(64, requires_grad=True)
            nn.functional.dropout(x).sum().backward()  # HERE
            return x.grad.tolist()

        def moved_at_import():
            return AT_IMPORT

        def own_generator():
            g = torch.Generator().manual_seed(3)
            loader = DataLoader(DATA, shuffle=True, generator=torch.Generator().manual_seed(2))
            return (
                torch.randn(2, generator=g).tolist(),
                torch.randperm(9, generator=g).tolist(),
                torch.empty(2).normal_(generator=g).tolist(),
                nn.init.normal_(torch.empty(2), generator=g).tolist(),
                [int(b) for (batch,) in loader for b in batch],
                list(RandomSampler(DATA, generator=g)),
            )

        def in_a_thread():
            out = []
            def work():
                out.extend(torch.rand(2).tolist())  # HERE
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            return out

        def forked():
            with torch.random.fork_rng():
                torch.rand(1)  # HERE
            return torch.rand(1).item()  # HERE

        def seeded():
            torch.default_generator.manual_seed(7)
            return torch.rand(1).item()

        def seeded_before():
            return nn.Linear(2, 2).weight.tolist()

        def seeded_otherwise():
            torch.manual_seed(8)
            return torch.rand(1).item()
        """


WITHOUT_NUMPY = """
    import sys
    import warnings
    sys.modules["numpy"] = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch

    def drawn():
        return torch.rand(1).item()  # HERE
    """


def test_numpy_is_not_needed(bench: Callable[..., Bench]) -> None:
    made = bench(WITHOUT_NUMPY)
    recorded = made.record()
    assert isinstance(recorded.answers["drawn"], float)
    assert recorded.lines("torch-random") == marked(made.text)
    assert len(recorded.recording("torch-random")["imported"]) > 5000


class Cuda:
    """As much of ``torch.cuda`` as is used: generators of the CPU stand in for those of two GPUs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waiting: int | None = None
        """A seed that waits until CUDA is initialised."""
        monkeypatch.setattr(torch.cuda, "default_generators", ())
        for name in ("is_initialized", "manual_seed_all", "current_device"):
            monkeypatch.setattr(torch.cuda, name, getattr(self, name))

    def is_initialized(self) -> bool:
        return bool(torch.cuda.default_generators)

    def manual_seed_all(self, seed: int) -> None:
        assert not self.is_initialized()
        self.waiting = seed

    def current_device(self) -> int:
        return 1

    def begin(self) -> None:
        torch.cuda.default_generators = (torch.Generator(), torch.Generator())
        for generator in torch.cuda.default_generators:
            generator.seed() if self.waiting is None else generator.manual_seed(self.waiting)


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The source in this process, whose torch seems to have two GPUs."""
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)

    def begin(recording: dict[str, Any] | None) -> tuple[TorchRandom, Any]:
        mode: Any = "reference" if recording is None else "replay"
        finder = SiteFinder(Path(__file__).parent)
        played = TorchRandom(Stage(mode, {}, recording, recording is None, True, finder, ImportHooks()))
        cuda = Cuda(monkeypatch)
        torch.default_generator.seed()
        played.install()
        return played, cuda.begin

    return begin


def test_generators_of_gpus_are_replayed_without_initialising_cuda(stream: Callable[..., Any]) -> None:
    def run(played: TorchRandom, initialise: Any) -> list[list[int]]:
        try:
            assert not torch.cuda.is_initialized()
            initialise()
            before = [g.initial_seed() for g in torch.cuda.default_generators]
            torch.rand(3, generator=torch.cuda.default_generators[0])
            played.before_item(alone=False)
            played.item_starts()
            draws = [torch.randint(99, (5,), generator=g).tolist() for g in torch.cuda.default_generators]
            return [before, *draws]
        finally:
            played.uninstall()

    recorder, initialise = stream(None)
    first = run(recorder, initialise)
    recording = recorder.recorded()
    assert recording["at_item"].count(",") == 2
    assert run(*stream(recording)) == first


def test_draws_on_gpus_count_until_their_generator_is_seeded(stream: Callable[..., Any]) -> None:
    from pytest_repro.sources.torch_random import _default

    played, initialise = stream(None)
    try:
        assert _default(torch, (), {"device": "cuda"}) is torch.default_generator
        initialise()
        first, second = torch.cuda.default_generators
        assert _default(torch, (), {"device": torch.device("cuda", 0)}) is first
        assert _default(torch, (), {"device": "cuda"}) is second
        assert _default(torch, (torch.ones(1),), {}) is torch.default_generator
        assert first.initial_seed() == torch.initial_seed()
    finally:
        played.uninstall()
