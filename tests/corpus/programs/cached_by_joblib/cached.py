import tempfile
from pathlib import Path

from features import spectrum
from joblib import Memory


def table(rounds=3):
    with tempfile.TemporaryDirectory() as folder:
        memory = Memory(folder, verbose=0)
        cached = memory.cache(spectrum)
        rows = [cached([float(i % 5) for i in range(16)], seed % 2) for seed in range(rounds)]
        for number, row in enumerate(rows):
            (Path(folder) / f"{number}.txt").write_text(" ".join(map(repr, row.tolist())))
        texts = [path.read_text() for path in sorted(Path(folder).glob("*.txt"))]
    return rows, texts
