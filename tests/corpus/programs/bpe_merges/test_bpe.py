import pytest_repro
from bpe import Trainer
from corpus import words


@pytest_repro.training_fixture
def merges():
    trainer = Trainer(words())
    for _ in range(12):
        trainer.step()
    return ["".join(pair) for pair in trainer.merges]


def test_merges(merges):
    assert len(merges) == 12
