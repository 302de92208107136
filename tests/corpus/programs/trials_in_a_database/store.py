import sqlite3
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

FILE = Path(__file__).parent / "data" / "trials.db"


@contextmanager
def connected():
    with closing(sqlite3.connect(FILE)) as connection, connection:
        yield connection


def history():
    with connected() as connection:
        return connection.execute("SELECT alpha, gamma, score FROM trials ORDER BY number").fetchall()


def add(trials):
    now = datetime.now().isoformat()
    with connected() as connection:
        connection.executemany(
            "INSERT INTO trials (alpha, gamma, score, made) VALUES (?, ?, ?, ?)",
            [(*trial, now) for trial in trials],
        )
