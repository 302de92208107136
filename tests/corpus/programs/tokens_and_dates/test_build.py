import pytest
import pytest_repro
from build import build


@pytest.fixture
def folder(tmp_path):
    for i in range(8):
        (tmp_path / f"f{i}.txt").write_text(str(i))
    return tmp_path


@pytest_repro.training_fixture
def built(folder):
    return build(folder)


def test_built(built):
    assert len(built["names"]) == 8
