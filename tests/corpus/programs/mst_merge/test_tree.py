import pytest_repro
from cables import survey
from tree import plan


@pytest_repro.training_fixture
def network(tmp_path):
    survey(tmp_path)
    return plan(tmp_path)


def test_tree(network):
    assert len(network["links"]) == len(network["steps"]) - 1


def test_root(network):
    assert network["steps"]["s00"] == 0
