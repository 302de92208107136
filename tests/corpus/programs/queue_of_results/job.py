import time


def job(number):
    time.sleep(0.002)
    return number * number % 17
