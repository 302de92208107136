import pytest
from tables import projection


@pytest.fixture(scope="session", autouse=True)
def warm():
    return projection(4, 3)
