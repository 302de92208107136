import forecast
import numpy as np
import pytest_repro


@pytest_repro.training_fixture
def backtest():
    return forecast.backtest()


def test_errors(backtest):
    assert backtest["mae"].shape == (4,)
    assert np.all(backtest["mae"] < 2)
