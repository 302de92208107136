import pytest
import pytest_repro
import torch

from uncertainty import run


@pytest_repro.training_fixture(scope="module")
def posterior():
    return run()


def test_std_positive(posterior):
    assert bool((posterior["std"] > 0).all())


def test_coverage(posterior):
    assert posterior["coverage"] == pytest.approx(0.8, abs=0.3)
    assert torch.isfinite(posterior["mean"]).all()
