import uuid
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Record:
    name: str
    values: np.ndarray
    tag: str = field(default_factory=lambda: uuid.uuid4().hex)
