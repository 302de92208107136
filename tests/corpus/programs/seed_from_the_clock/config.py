import time

DEFAULTS = {"size": 20, "seed": None}


def resolve(**given):
    config = {**DEFAULTS, **given}
    if config["seed"] is None:
        config["seed"] = int(time.time())
    return config
