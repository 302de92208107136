"""Run bookkeeping: names, tags, and where artefacts go."""
from __future__ import annotations

import getpass
import os
import socket
import zlib
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Run:
    project: str
    tags: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.started = datetime.now()
        self.tags.setdefault("user", getpass.getuser())
        self.tags.setdefault("node", socket.gethostname().split(".")[0])
        self.tags.setdefault("pid", str(os.getpid()))

    @property
    def shard(self) -> int:
        """Machines of the cluster take turns in the search space."""
        return zlib.crc32(self.tags["node"].encode()) % 97

    def banner(self) -> str:
        who = f"{self.tags['user']}/{self.tags['pid']}"
        return f"[{self.started:%H:%M}] {self.project} by {who} on {self.tags['node']}"
