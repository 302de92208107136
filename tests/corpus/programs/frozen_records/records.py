from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    title: str
    source: str

    def key(self):
        return f"{self.source}/{self.title}"


def crawl():
    return [Record(f"page {i % 9}", f"site{i % 3}") for i in range(40)]
