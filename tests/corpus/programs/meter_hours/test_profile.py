from datetime import timezone

import numpy as np
import pytest_repro
from profile_of import Registry, profile
from readings import export, merged


def test_registry_keeps_the_zone():
    np.set_printoptions(precision=2)
    Registry.zones["meter0"] = timezone.utc
    assert Registry.zones["meter0"] is timezone.utc


@pytest_repro.training_fixture
def profiled(tmp_path):
    return profile(merged(export(tmp_path / "export")))


def test_clocks_change_once_for_each_meter(profiled):
    assert profiled["changed"] == 4
    assert len(profiled["days"]) == 5
