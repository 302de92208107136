from pathlib import Path

HERE = Path(__file__).parent


def documents():
    return [p.read_text() for p in sorted((HERE / "corpus").glob("*.txt"))]
