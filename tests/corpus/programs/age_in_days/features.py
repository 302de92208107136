import datetime as dt

from people import PEOPLE


def days_old(born):
    return (dt.datetime.now().date() - born).days


def rows():
    return [[days_old(born), born.month, len(name)] for name, born in PEOPLE]
