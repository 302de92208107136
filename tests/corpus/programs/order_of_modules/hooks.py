HOOKS = []


def run(values):
    for hook in HOOKS:
        values = hook(values)
    return values
