"""torch's default generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from source_contract import SourceContract, marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

pytest.importorskip("torch")


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
