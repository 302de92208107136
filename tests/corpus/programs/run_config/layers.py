"""Configuration in layers: defaults, YAML files in a folder, then SWEEP_* variables."""
import getpass
import os
import platform
from collections import ChainMap
from pathlib import Path

import yaml

DEFAULTS = {"model": {"depth": 2, "rate": 0.1, "seed": 3}, "data": {"noise": 0.2, "folds": 3}}
FILES = {
    "10-model.yaml": {"model": {"depth": 3}},
    "20-data.yaml": {"data": {"noise": 0.35}},
    "30-tuned.yaml": {"model": {"rate": 0.3}, "data": {"noise": 0.3}},
}


def write_layers(folder):
    for name, content in FILES.items():
        (Path(folder) / name).write_text(yaml.safe_dump(content))
    return Path(folder)


class Config:
    def __init__(self, folder):
        self.layers = [yaml.safe_load(p.read_text()) for p in sorted(folder.iterdir())]
        self.provenance = {
            "user": getpass.getuser(),
            "host": platform.node(),
            "pid": os.getpid(),
            "columns": os.get_terminal_size().columns if os.isatty(1) else 80,
        }

    def section(self, name):
        given = [layer[name] for layer in reversed(self.layers) if name in layer]
        return dict(ChainMap(self.overrides(name), *given, DEFAULTS[name]))

    def overrides(self, name):
        prefix = f"SWEEP_{name}_".upper()
        found = {k[len(prefix) :].lower(): v for k, v in os.environ.items() if k.startswith(prefix)}
        return {k: type(DEFAULTS[name][k])(v) for k, v in found.items() if k in DEFAULTS[name]}

    def banner(self):
        return f"{self.provenance['user']}@{self.provenance['host']} {len(self.layers)} layers"
