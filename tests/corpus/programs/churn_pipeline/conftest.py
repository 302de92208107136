import pytest_repro
from evaluate import evaluate


@pytest_repro.training_fixture(scope="session")
def churn():
    model, scores = evaluate()
    return {"importances": model[-1].feature_importances_, "scores": scores}
