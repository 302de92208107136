import numpy as np
import pytest

from settings import DEFAULTS, REGISTRY, register, setting


def test_setting_from_environment(monkeypatch):
    monkeypatch.setenv("HERON_STEPS", "5")
    assert setting("steps") == 5


def test_registry_grows():
    @register("flat")
    class Flat:
        pass

    assert "flat" in REGISTRY and len(REGISTRY) >= 1


def test_printing():
    np.set_printoptions(precision=2)
    assert str(np.array([0.12345])) == "[0.12]"


def test_default_prior():
    DEFAULTS["prior"] = 2.0
    try:
        assert setting("prior") == 2.0
    finally:
        DEFAULTS["prior"] = 0.5


def test_unknown_setting():
    with pytest.raises(KeyError):
        setting("nothing")
