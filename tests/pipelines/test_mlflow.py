"""Runs and models on a real, local MLflow store: what the rules say of a program is what its record shows."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lint_rules import lint
from lint_rules.config import Config

if TYPE_CHECKING:
    from pathlib import Path

mlflow = pytest.importorskip("mlflow", reason="MLflow is not installed: `make test-pipelines` installs it")

TRAIN = """
import random

import mlflow

SEED = 7


class Model:
    def fit(self, values):
        self.mean = sum(values) / len(values)


random.seed(SEED)
with mlflow.start_run() as run:
    mlflow.log_params({PARAMETERS})
    model = Model()
    model.fit([random.random() for _ in range(9)])
    mlflow.log_metric("mean", model.mean)
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = (tmp_path / "mlruns").as_uri()
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    mlflow.set_tracking_uri(address)
    return address


def codes(path: Path) -> list[tuple[str, int]]:
    config = Config(select=("REP605", "REP702"))
    return [(finding.code, finding.line) for finding in lint([path], config=config)]


@pytest.mark.parametrize(
    ("parameters", "expected"), [('"lr": 0.1', [("REP702", 15)]), ('"lr": 0.1, "seed": SEED', [])]
)
def test_a_run_without_its_seed(
    store: str, tmp_path: Path, parameters: str, expected: list[tuple[str, int]]
) -> None:
    program = tmp_path / "train.py"
    program.write_text(TRAIN.replace("PARAMETERS", parameters))
    environment = {**os.environ, "MLFLOW_TRACKING_URI": store}
    subprocess.run([sys.executable, str(program)], check=True, env=environment, capture_output=True)
    (run,) = mlflow.tracking.MlflowClient(store).search_runs(["0"])
    assert ("seed" in run.data.params) is (not expected)
    assert codes(program) == expected


def test_an_alias_is_another_model_after_the_next_version(store: str, tmp_path: Path) -> None:
    client = mlflow.tracking.MlflowClient(store, store)
    client.create_registered_model("churn")
    for number in ("1", "2"):
        client.create_model_version("churn", (tmp_path / number).as_uri())
        client.set_registered_model_alias("churn", "champion", number)
        assert client.get_model_version_by_alias("churn", "champion").version in (number, int(number))
    program = tmp_path / "serve.py"
    program.write_text(
        "import mlflow\n"
        "a = mlflow.pyfunc.load_model('models:/churn@champion')\n"
        "b = mlflow.pyfunc.load_model('models:/churn/latest')\n"
        "c = mlflow.pyfunc.load_model('models:/churn/2')\n"
    )
    assert codes(program) == [("REP605", 2), ("REP605", 3)]
