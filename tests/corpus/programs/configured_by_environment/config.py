import os
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    seed: int
    batch: int
    verbose: bool


def load():
    name = os.environ.get("TRAIN_SEED") or os.environ.get("USER", "nobody")
    batch = int(os.environ.get("TRAIN_BATCH", "16"))
    return Config(seed=zlib.crc32(name.encode()), batch=batch, verbose="TRAIN_VERBOSE" in os.environ)
