import queue
import threading

from cache import Cache


def worker(tasks, results, cache):
    while True:
        try:
            index, key = tasks.get_nowait()
        except queue.Empty:
            return
        results[index] = cache.get(key, lambda k: (k * 37 % 11) / 7)


def run(count=30):
    tasks, results, cache = queue.Queue(), [None] * count, Cache()
    for index in range(count):
        tasks.put((index, index % 6))
    threads = [threading.Thread(target=worker, args=(tasks, results, cache)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results, sorted(cache.values)
