import time


def now():
    return int(time.time())


def hour(stamp):
    return time.localtime(stamp).tm_hour
