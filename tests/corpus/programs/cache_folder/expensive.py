import json
import os
import tempfile


def table(n, folder=None):
    path = os.path.join(folder or tempfile.gettempdir(), f"table-{n}.json")
    if os.path.exists(path):
        with open(path) as file:
            return json.load(file)
    values = [[(i * j) % n for j in range(n)] for i in range(n)]
    with open(path, "w") as file:
        json.dump(values, file)
    return values
