import pytest_repro
import torch
from curriculum import Curriculum
from loop import make_model, train
from tasks import SortTask


@pytest_repro.training_fixture
def trained():
    return train()


def test_weights_move():
    data = SortTask(n=20)
    plan = Curriculum(data)
    assert not torch.equal(plan.weights(0), plan.weights(2))


def test_init_is_seeded():
    assert torch.equal(make_model(3)[0].weight, make_model(3)[0].weight)


def test_steps(trained):
    assert len(trained["losses"]) == 18
