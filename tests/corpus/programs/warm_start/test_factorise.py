import pytest_repro
from factorise import ALS, interactions, run
from store import CheckpointStore


@pytest_repro.training_fixture
def embeddings():
    return run()


def test_store_keeps_two(tmp_path):
    store = CheckpointStore("t", root=tmp_path)
    for step in (1, 2, 3):
        store.save(step, users=interactions(), items=interactions())
    assert store.steps() == [2, 3]


def test_loss_goes_down():
    losses = ALS().fit(interactions())["losses"]
    assert losses == sorted(losses, reverse=True)


def test_shapes(embeddings):
    assert embeddings["users"].shape == (30, 4)
