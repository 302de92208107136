import datetime as dt

PEOPLE = [("ann", dt.date(1990, 5, 1)), ("bob", dt.date(2001, 12, 24)), ("cid", dt.date(1975, 1, 31))]
