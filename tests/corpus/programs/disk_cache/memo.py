"""A disk cache for expensive steps, with eviction by age."""
from __future__ import annotations

import functools
import getpass
import json
import os
import pickle
import time
from hashlib import sha256
from pathlib import Path


class DiskCache:
    def __init__(self, folder: Path, keep: int = 6):
        self.folder, self.keep = folder, keep
        self.hits = self.misses = 0
        (folder / "OWNER").write_text(f"{getpass.getuser()} {os.getpid()} {time.ctime()}\n")

    def _path(self, fn, arguments: dict) -> Path:
        text = json.dumps([fn.__qualname__, arguments], sort_keys=True, default=sorted)
        return self.folder / f"{sha256(text.encode()).hexdigest()[:20]}.pkl"

    def _evict(self) -> None:
        entries = [(e.stat().st_mtime_ns, e.path) for e in os.scandir(self.folder) if e.name.endswith(".pkl")]
        for _, path in sorted(entries)[: -self.keep]:
            os.unlink(path)

    def __call__(self, fn):
        @functools.wraps(fn)
        def cached(**arguments):
            path = self._path(fn, arguments)
            if path.exists():
                self.hits += 1
                return pickle.loads(path.read_bytes())
            self.misses += 1
            value = fn(**arguments)
            scratch = path.with_suffix(f".{os.getpid()}.tmp")
            scratch.write_bytes(pickle.dumps(value))
            scratch.replace(path)
            self._evict()
            return value

        return cached
