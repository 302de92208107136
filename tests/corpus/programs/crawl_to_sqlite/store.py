import sqlite3

SCHEMA = """
create table pages (
    id integer primary key autoincrement,
    url text unique,
    topic text,
    body text,
    fetched_at text default current_timestamp
)
"""


class PageStore:
    def __init__(self):
        self.db = sqlite3.connect(":memory:")
        self.db.execute(SCHEMA)

    def add(self, url, topic, words):
        self.db.execute("insert into pages (url, topic, body) values (?, ?, ?)", (url, topic, " ".join(words)))

    def topics(self):
        return [row[0] for row in self.db.execute("select distinct topic from pages order by topic")]

    def positives(self, topic):
        return self.db.execute("select id, body from pages where topic = ? order by id", (topic,)).fetchall()

    def negatives(self, topic, count):
        query = "select id, body from pages where topic <> ? order by random() limit ?"
        return self.db.execute(query, (topic, count)).fetchall()
