import pytest_repro

from ingest import summarise, upload_demo
from model import harmonics


@pytest_repro.training_fixture
def summary(tmp_path):
    upload_demo(tmp_path)
    out = summarise(tmp_path)
    out["harmonics"] = harmonics(out["profile"])
    return out


def test_count(summary):
    assert summary["n"] == 400
    assert len(summary["hosts"]) == 5


def test_quantile(summary):
    assert summary["p95"] in (0.2, 0.4, 0.8)
    assert summary["harmonics"].shape == (5,)
