import pytest
import pytest_repro
from dataset import Folder
from make import make


@pytest.fixture
def root(tmp_path):
    make(tmp_path)
    return tmp_path


@pytest_repro.training_fixture
def rows(root):
    folder = Folder(root)
    return [folder[i] for i in range(24)]


def test_rows(rows):
    assert len(rows) == 24
