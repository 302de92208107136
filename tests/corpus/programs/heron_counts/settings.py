"""Settings and a registry shared by the whole package."""
import os

DEFAULTS = {"prior": 0.5, "steps": 600, "burn": 100}
REGISTRY = {}


def register(name):
    def wrap(cls):
        REGISTRY[name] = cls
        return cls
    return wrap


def setting(name):
    return type(DEFAULTS[name])(os.environ.get(f"HERON_{name.upper()}", DEFAULTS[name]))
