import pytest
from write import write


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shards")
    write(folder)
    return folder
