import pytest_repro
from loop import run


@pytest_repro.training_fixture
def result(tmp_path):
    return {"result": run(tmp_path), "csv": tmp_path / "history.csv"}


def test_result(result):
    assert len(result["result"].history) == 4
