import random
import tempfile
from pathlib import Path

VOCABULARY = {
    "spam": "win prize cash free click offer now".split(),
    "ham": "meeting lunch report monday thanks review now".split(),
}


def materialize(documents=60, seed=2):
    rng = random.Random(seed)
    root = Path(tempfile.mkdtemp(prefix="mail-"))
    for number in range(documents):
        label = rng.choice(sorted(VOCABULARY))
        noise = rng.choices(VOCABULARY["ham"] + VOCABULARY["spam"], k=4)
        lines = [" ".join(rng.choices(VOCABULARY[label], k=3) + noise) for _ in range(3)]
        (root / f"mail-{number:03d}.txt").write_text("".join(f"__label__{label} {line}\n" for line in lines))
    return root
