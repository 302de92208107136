import pytest
import pytest_repro
from em import fit
from samples import draw


@pytest_repro.training_fixture(params=[2, 3])
def mixture(request):
    return fit(draw(), k=request.param)


def test_shares(mixture):
    assert mixture["shares"].sum() == pytest.approx(1)
