import queue
import threading

from job import job


def worker(number, results):
    results.put((number, job(number)))


def run(count=10):
    results = queue.Queue()
    threads = [threading.Thread(target=worker, args=(i, results)) for i in range(count)]
    for thread in threads:
        thread.start()
    found = [results.get() for _ in threads]
    for thread in threads:
        thread.join()
    return found
