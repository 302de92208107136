import pytest_repro

from depots import distances, greedy, length, stops
from search import plan
from timing import Deadline


@pytest_repro.training_fixture
def route():
    return plan()


def test_visits_all(route):
    assert sorted(route["tour"]) == list(range(90))


def test_greedy_is_no_worse_than_the_order_of_orders():
    table = distances(stops())
    assert length(greedy(table), table) < length(list(range(90)), table)


def test_spent_deadline():
    assert not Deadline(-1).start()
