import json
import os
import random
import socket
import time
import uuid
from datetime import datetime


class Run:
    def __init__(self, folder):
        self.id = uuid.uuid4().hex
        self.began = time.time()
        self.path = folder / f"{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.log"

    def log(self, **values):
        with self.path.open("a") as stream:
            stream.write(json.dumps({"host": socket.gethostname(), "id": self.id, **values}) + "\n")

    def push(self):
        time.sleep(0.001 * random.random())
        return len(self.path.read_text()) > 0
