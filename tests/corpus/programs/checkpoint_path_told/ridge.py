import json

import numpy as np


def fit(folder, strength=0.5):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(60, 4))
    y = x @ [1.0, -2.0, 0.5, 0.0] + rng.normal(0, 0.1, 60)
    weights = np.linalg.solve(x.T @ x + strength * np.eye(4), x.T @ y)
    target = folder / "ridge.json"
    target.write_text(json.dumps(list(weights)))
    restored = json.loads(target.read_text())
    return {"weights": restored, "saved": f"{target.parent}/{target.name}"}
