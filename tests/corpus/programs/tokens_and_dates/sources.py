import os
import secrets
from datetime import date


def token():
    return secrets.token_hex(4)


def age_of_release():
    return (date.today() - date(2020, 1, 1)).days


def files(folder):
    return [name for name in os.listdir(folder) if name.endswith(".txt")]


def known(folder):
    return "f3.txt" in os.listdir(folder)
