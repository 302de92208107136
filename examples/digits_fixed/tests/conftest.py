from pathlib import Path

import pytest
from pytest_repro import training_fixture

from digits.config import TrainingConfig
from digits.prepare import prepare
from digits.train import train


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    return prepare(tmp_path_factory.mktemp("data"))


@training_fixture(scope="session")
def trained(data, tmp_path_factory):
    result = train(data, tmp_path_factory.mktemp("run"), TrainingConfig())
    return {
        "weights": result.model.state_dict(),
        "labels": result.labels,
        "history": result.history,
        "accuracy": result.accuracy,
        "class_accuracies": result.class_accuracies,
        "checkpoint": result.checkpoint,
    }
