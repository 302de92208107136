import zlib
from dataclasses import dataclass


@dataclass
class Experiment:
    name: str
    width: int = 5

    @property
    def seed(self):
        return hash(self.name) % 2**31

    @property
    def data_seed(self):
        return zlib.crc32(self.name.encode())
