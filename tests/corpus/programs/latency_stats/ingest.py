"""Request logs of several hosts, one file each, in files named after temporary uploads."""
import glob
import os
import socket
import tempfile
from datetime import datetime, timezone
from decimal import Decimal

import numpy as np

from stream import Histogram, Moments

EDGES = (0.05, 0.1, 0.2, 0.4, 0.8)


def upload_demo(folder, hosts=5, per_host=80, seed=44):
    rng = np.random.default_rng(seed)
    for h in range(hosts):
        fd, name = tempfile.mkstemp(prefix=f"{socket.gethostname()}-", suffix=".log", dir=folder)
        with os.fdopen(fd, "w") as f:
            f.write(f"# written {datetime.now().isoformat()}\n")
            for i in range(per_host):
                t = datetime.fromtimestamp(1_770_000_000 + 600 * i, tz=timezone.utc)
                f.write(f"{t:%Y-%m-%dT%H:%M:%S%z} host{h} {rng.gamma(2.0, 0.08):.6f}\n")


def parse(path):
    with open(path) as f:
        for line in f:
            if line.startswith("#"):
                continue
            stamp, host, seconds = line.split()
            yield datetime.fromisoformat(stamp).astimezone(timezone.utc), host, Decimal(seconds)


def summarise(folder):
    moments, hist, hours = Moments(), Histogram(EDGES), {}
    hosts = set()
    for path in glob.glob(os.path.join(folder, "*.log")):
        part, cells = Moments(), Histogram(EDGES)
        for when, host, seconds in parse(path):
            part.add(seconds)
            cells.add(float(seconds))
            hours.setdefault(when.hour, Moments()).add(seconds)
            hosts.add(host)
        moments, hist = moments.merge(part), hist.merge(cells)
    profile = np.array([hours[h].mean if h in hours else 0.0 for h in range(24)])
    return {
        "mean": moments.mean,
        "variance": moments.variance,
        "p95": hist.quantile(0.95),
        "profile": profile,
        "hosts": sorted(hosts),
        "n": moments.n,
    }
