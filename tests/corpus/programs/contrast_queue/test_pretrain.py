import pytest_repro
from pretrain import pretrain


@pytest_repro.training_fixture(scope="session")
def pretrained():
    return pretrain()


def test_losses(pretrained):
    assert len(pretrained["losses"]) == 8
