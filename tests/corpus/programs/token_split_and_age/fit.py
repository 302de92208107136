import numpy as np
from features import split
from people import people


def fit():
    train, test = split(people())
    slope = np.polyfit(train["age"], train["income"], 1)
    return {"slope": slope, "names": test["name"].tolist()}
