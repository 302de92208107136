import torch
from loop import epochs, load, save
from net import build

import pytest_repro


@pytest_repro.training_fixture
def resumed(dataset, tmp_path):
    x, y = dataset
    model = build(0)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    epochs(model, optimizer, x, y, 2)
    save(tmp_path / "last.pt", model, optimizer)
    torch.rand(7)
    load(tmp_path / "last.pt", model, optimizer)
    epochs(model, optimizer, x, y, 2)
    return {"model": model, "optimizer": optimizer}


def test_resumed(resumed):
    assert len(resumed["optimizer"].state) == 4
