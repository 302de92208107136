CONFIG = {"lr": 0.1, "steps": 5, "hidden": 4}
