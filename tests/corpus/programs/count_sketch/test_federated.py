import pytest_repro
import torch

from federated import rounds


@pytest_repro.training_fixture
def aggregate():
    return rounds()


def test_heavy(aggregate):
    assert aggregate["tokens"].numel() == 12
    assert torch.isfinite(aggregate["estimate"]).all()


def test_norms(aggregate):
    assert (aggregate["norm"] > 0).all()
