import pytest
from stopping import decayed, plateau


def test_own_history():
    history = [0.5, 0.4]
    assert not plateau(0.6, patience=3, history=history)
    assert len(history) == 3


def test_first_epoch_never_stops():
    assert not plateau(0.01)


@pytest.mark.parametrize("epoch", [0, 9])
def test_no_decay_yet(epoch):
    assert decayed(0.2, epoch) == 0.2
