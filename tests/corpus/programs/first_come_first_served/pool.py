from concurrent.futures import ThreadPoolExecutor, as_completed

from jobs import job


def run(n=10):
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(job, k) for k in range(n)]
        return [f.result() for f in as_completed(futures)]
