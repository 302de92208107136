import numpy as np
import pytest_repro

from census import Census, in_order


@pytest_repro.training_fixture
def reef_state():
    numbers = list(range(12))
    cover, edge, rows = Census().run(numbers)
    table = np.array([[rows[n]["cover"], rows[n]["edge"]] for n in numbers])
    slope = np.polyfit(table[:, 0], table[:, 1], 1)
    return {"cover": cover, "edge": edge, "table": table, "slope": slope,
            "edges": in_order(numbers)}


def test_cover_in_range(reef_state):
    assert 0 < reef_state["cover"] < 1


def test_every_quadrat(reef_state):
    assert reef_state["table"].shape == (12, 2)
