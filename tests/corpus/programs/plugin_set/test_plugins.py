import plugins  # noqa: F401
import pytest_repro
from registry import instances


@pytest_repro.training_fixture
def transformed():
    x, steps = 7.0, []
    for plugin in instances():
        x = plugin.apply(x)
        steps.append(type(plugin).__name__)
    return {"x": x, "steps": steps}


def test_all(transformed):
    assert len(transformed["steps"]) == 8
