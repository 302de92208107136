import pytest_repro
from export import export
from labels import labels


@pytest_repro.training_fixture
def exported(tmp_path):
    return export(tmp_path, labels())


def test_exported(exported):
    assert (exported / "labels.txt").exists()
