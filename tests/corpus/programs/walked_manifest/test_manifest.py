import pytest_repro
from manifest import manifest
from tree import make


@pytest_repro.training_fixture
def hashed(tmp_path):
    count = make(tmp_path)
    return {"files": manifest(tmp_path), "count": count}


def test_hashed(hashed):
    assert hashed["count"] == len(hashed["files"]) == 12
