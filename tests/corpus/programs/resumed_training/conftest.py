import pytest
from net import data


@pytest.fixture(scope="module")
def dataset():
    return data()
