import pytest_repro
import torch
from models import build


@pytest_repro.training_fixture(params=["plain", "noisy"])
def outputs(request):
    model = build(request.param)
    x = torch.arange(8.0).reshape(2, 4)
    return {"model": model, "y": model(x)}


def test_outputs(outputs):
    assert outputs["y"].shape == (2, 3)
