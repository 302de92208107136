def group(user):
    return "test" if hash(user) % 100 < 30 else "control"
