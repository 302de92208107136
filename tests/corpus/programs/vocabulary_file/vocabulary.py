import json
from pathlib import Path

CACHE = Path("cache") / "vocabulary.json"
TEXT = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu".split()


def load():
    if not CACHE.exists():
        CACHE.parent.mkdir(exist_ok=True)
        CACHE.write_text(json.dumps(list(set(TEXT))))
    return json.loads(CACHE.read_text())
