"""The instruction sets that numeric libraries may use: an older machine lacks the newer ones."""

from __future__ import annotations

import functools
import json
import os
import platform
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.model import Axis
from pytest_repro.source import Ambient, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_X86 = {"OPENBLAS_CORETYPE": "Nehalem", "MKL_CBWR": "COMPATIBLE", "ONEDNN_MAX_CPU_ISA": "SSE41"}
_ARM = {"OPENBLAS_CORETYPE": "ARMV8"}
_NUMPY = "NPY_DISABLE_CPU_FEATURES"
_ASK_NUMPY = """
import json
try:
    from numpy._core import _multiarray_umath as core
except ImportError:
    from numpy.core import _multiarray_umath as core
print(json.dumps([name for name in core.__cpu_dispatch__ if core.__cpu_features__.get(name)]))
"""


class CpuFeatures(Source):
    """Every library that can be told to is told to use the oldest instructions it knows.

    numpy ignores names that it does not know, so they are read from the numpy that is installed.
    """

    id = "cpu-features"
    level = "machine"
    explanation = (
        "kernels for other instruction sets add in another order, or fuse multiplication and addition"
    )
    fix = (
        "compare with a tolerance, or pin the instruction set on every machine (ATEN_CPU_CAPABILITY, "
        "OPENBLAS_CORETYPE, NPY_DISABLE_CPU_FEATURES)"
    )
    suspicion = 2

    @classmethod
    def variants(cls, ambient: Ambient) -> tuple[dict[str, Any], ...]:
        machine = platform.machine().lower()
        libraries = (
            _X86 if machine in ("x86_64", "amd64") else _ARM if machine in ("aarch64", "arm64") else {}
        )
        environ = {"ATEN_CPU_CAPABILITY": "default", **libraries}
        names = _numpy_features()
        if names:
            environ[_NUMPY] = " ".join(names)
        return ({"environ": environ},)

    @classmethod
    def environ(cls, settings: Mapping[str, Any]) -> dict[str, str | None]:
        return dict(settings.get("environ", {}))

    def axes(self) -> tuple[Axis, ...]:
        effective = list(_effective(self.stage.settings["environ"]))
        if not effective:
            return (Axis(self.id, False, "no library that chooses by instruction set was loaded"),)
        told = ", ".join(text for _, text in effective)
        return (Axis(self.id, any(done for done, _ in effective), told),)


@functools.cache
def _numpy_features() -> tuple[str, ...]:
    """Instruction sets beyond the baseline that numpy was built for and this machine has."""
    command = [sys.executable, "-c", _ASK_NUMPY]
    environ = {name: value for name, value in os.environ.items() if name != _NUMPY}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environ)
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(json.loads(done.stdout))


def _effective(environ: Mapping[str, str]) -> Iterator[tuple[bool, str]]:
    """For each library that is loaded, whether it uses older instructions now, and which."""
    torch: Any = sys.modules.get("torch")
    if hasattr(torch, "backends"):
        capability = torch.backends.cpu.get_cpu_capability()
        yield capability == "DEFAULT", f"torch {capability}"
    core: Any = sys.modules.get("numpy._core._multiarray_umath") or sys.modules.get(
        "numpy.core._multiarray_umath"
    )
    if core is not None:
        names = environ.get(_NUMPY, "").split()
        left = [name for name in names if core.__cpu_features__.get(name)]
        yield bool(names) and not left, f"numpy without {len(names) - len(left)} of {len(names)} sets"
    threadpoolctl: Any = sys.modules.get("threadpoolctl")
    for pool in threadpoolctl.threadpool_info() if hasattr(threadpoolctl, "threadpool_info") else ():
        if pool.get("internal_api") == "openblas":
            wanted = environ.get("OPENBLAS_CORETYPE", "")
            yield pool["architecture"] == wanted, f"OpenBLAS {pool['architecture']}"
