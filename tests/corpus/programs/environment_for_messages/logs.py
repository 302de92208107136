import getpass
import os
import platform


def banner():
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "?"
    return f"{user}@{platform.node()} pid {os.getpid()} in {os.environ.get('LANG')}"
