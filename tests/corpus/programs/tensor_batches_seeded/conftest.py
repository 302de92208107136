import pytest_repro
from train import train


@pytest_repro.training_fixture(scope="session")
def trained():
    model, errors = train()
    return {"model": model, "errors": errors}
