import asyncio
import time

from stages import collect, enrich, produce


async def pipeline(count, workers, seed):
    raw, done = asyncio.Queue(maxsize=5), asyncio.Queue()
    lexicon = {f"w{k}": k / 8 for k in range(30)}
    finished = asyncio.Event()
    producer = asyncio.create_task(produce(raw, count, seed))
    tasks = [asyncio.create_task(enrich(f"worker-{k}", raw, done, lexicon), name=f"worker-{k}") for k in range(workers)]
    collector = asyncio.create_task(collect(done, finished))
    ready, pending = await asyncio.wait({producer, *tasks})
    assert not pending
    names = sorted(task.result() for task in ready if task is not producer)
    finished.set()
    return names, await collector


def exponential_average(rows, decay=0.75):
    average = 0.0
    for _, document in rows:
        average = decay * average + (1 - decay) * document.score
    return average


def run(count=40, workers=3, seed=9):
    begun = time.time()
    names, rows = asyncio.run(pipeline(count, workers, seed))
    print(f"{count} documents, {time.time() - begun:.2f}s")
    return {
        "names": names,
        "arrived": [(name, document.number) for name, document in rows],
        "average": exponential_average(rows),
    }
