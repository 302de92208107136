import pytest
import pytest_repro
from cluster import cluster


@pytest_repro.training_fixture(scope="module", params=["a"])
def centres(points, request):
    return cluster(points, 3)


@pytest.mark.parametrize("dimension", [0, 1])
def test_inside(centres, dimension):
    assert 0 <= centres[:, dimension].min() <= centres[:, dimension].max() <= 1
