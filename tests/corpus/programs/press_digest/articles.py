from datetime import date, timedelta

WORDS = "rates bank vote strike storm goal merger flood budget court vaccine tunnel satellite harvest".split()
FIRST = date(2024, 3, 1)


def write(folder, count=14):
    """One file per article: the day it came out, then its text."""
    for i in range(count):
        day = FIRST + timedelta(days=13 * i)
        text = " ".join(WORDS[(i * 5 + j * j) % len(WORDS)] for j in range(7))
        (folder / f"{i:02d}.txt").write_text(f"{day.isoformat()}\n{text} only-{i}\n")
    return [folder / f"{i:02d}.txt" for i in range(count)]


def parse(path):
    day, text = path.read_text().strip().split("\n")
    return date.fromisoformat(day), text.split()
