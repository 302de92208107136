from streams import stream


def arrivals(n):
    rng = stream("arrivals")
    return [rng.expovariate(0.5) for _ in range(n)]


def services(n):
    rng = stream("services")
    return [rng.gauss(1.0, 0.2) for _ in range(n)]


def queue(n=100):
    clock, free, waits = 0.0, 0.0, []
    for gap, work in zip(arrivals(n), services(n)):
        clock += gap
        begin = max(clock, free)
        waits.append(begin - clock)
        free = begin + work
    return waits
