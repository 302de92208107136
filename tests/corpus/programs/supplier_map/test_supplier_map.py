import pytest_repro

from mapping import build_map
from network import FIRMS


@pytest_repro.training_fixture
def supplier_map():
    return build_map()


def test_every_firm_is_in_one_group(supplier_map):
    members = [firm for group in supplier_map["groups"] for firm in group]
    assert sorted(members) == sorted(FIRMS)


def test_coordinates_are_centred(supplier_map):
    assert abs(supplier_map["xy"].mean()) < 1e-9
