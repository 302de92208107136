"""Callables whose result is another one in every run."""

from __future__ import annotations

# Dotted name -> what a message calls it.
ENTROPY: dict[str, str] = {
    **dict.fromkeys(
        (
            "time.time",
            "time.time_ns",
            "time.monotonic",
            "time.monotonic_ns",
            "time.perf_counter",
            "time.perf_counter_ns",
            "time.process_time",
            "time.clock",
            "datetime.datetime.now",
            "datetime.datetime.utcnow",
            "datetime.datetime.today",
            "datetime.now",
        ),
        "the clock",
    ),
    "os.getpid": "the process id",
    "os.getppid": "the process id",
    "threading.get_ident": "the thread id",
    "uuid.uuid1": "a fresh UUID",
    "uuid.uuid4": "a fresh UUID",
    **dict.fromkeys(
        (
            "os.urandom",
            "os.getrandom",
            "random.SystemRandom",
            "secrets.randbelow",
            "secrets.randbits",
            "secrets.token_bytes",
            "secrets.token_hex",
            "secrets.choice",
            "torch.seed",
            "torch.random.seed",
            "torch.cuda.seed",
        ),
        "the system's entropy",
    ),
}

# Seeding functions of global streams that take entropy when they are called without a seed.
RESEEDS_FROM_ENTROPY = frozenset({"random.seed", "numpy.random.seed"})

# They take no seed at all: a call can only mean entropy.
ALWAYS_ENTROPY = frozenset(
    {"torch.seed", "torch.random.seed", "torch.cuda.seed", "torch.cuda.seed_all", "torch.mps.seed"}
)
