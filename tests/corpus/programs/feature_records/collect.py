import queue
import threading

import numpy as np
from produce import produce


def table(count=4):
    waiting = queue.Queue()
    thread = threading.Thread(target=produce, args=(waiting, count))
    thread.start()
    thread.join()
    records = [waiting.get() for _ in range(count)]
    print("collected", [record.tag for record in records])
    return np.stack([record.values for record in records])
