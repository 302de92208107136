from registry import TRANSFORMS


def apply(value):
    for _, factor in TRANSFORMS:
        value *= factor
    return value
