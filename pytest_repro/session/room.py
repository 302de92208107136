"""How many trials fit on this machine at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any


def fitting_jobs() -> int:
    """As many as leave each its threads: asked once the tests, and so the user's libraries, are imported.

    Two sessions that each keep every core busy do not run beside one another but in one another's way:
    OpenMP's threads wait by spinning, and both together take many times the CPU of one after the other.
    """
    if _gpu_visible():
        return 1
    return max(1, _cores() // _threads())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _threads() -> int:
    """Threads that the imported libraries would use for one operation. Imports nothing itself."""
    counts = [1]
    torch: Any = sys.modules.get("torch")
    if hasattr(torch, "get_num_threads"):
        counts.append(torch.get_num_threads())
    threadpoolctl: Any = sys.modules.get("threadpoolctl")
    if hasattr(threadpoolctl, "threadpool_info"):
        # Comes with scikit-learn, and sees the OpenMP and BLAS libraries that are loaded.
        counts += [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]
    return max(counts)


def _gpu_visible() -> bool:
    """Two trainings at once can exhaust a GPU's memory. Looks for the device: torch is not imported."""
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1")
    return not hidden and Path("/dev/nvidia0").exists()
