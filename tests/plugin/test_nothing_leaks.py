"""After a session with a whole diagnosis the process that judged is as it was before."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.plugin.conftest import Ran

# What the session's own process is like: when pytest starts, after the test has run, and when pytest ends.
WATCH = """
    import concurrent.futures, datetime, glob, json, multiprocessing.pool, os, pathlib, random, secrets
    import hashlib, subprocess, sys, tempfile, threading, time, uuid
    from pathlib import Path

    import numpy as np
    import pytest
    import torch

    OWNERS = [concurrent.futures, concurrent.futures.ThreadPoolExecutor, datetime, glob, os, pathlib,
              multiprocessing.pool.Pool, pathlib.Path, random, secrets, subprocess, subprocess.Popen,
              tempfile, threading, threading.Thread, time, uuid, np, np.random, torch, torch.Tensor,
              __builtins__]
    SEEN = {}

    def attributes(owner):
        return owner if isinstance(owner, dict) else vars(owner)

    # Kept, so that no id is given again.
    BEFORE = [(owner, dict(attributes(owner))) for owner in OWNERS]

    def replaced():
        return sorted(
            f"{getattr(owner, '__name__', 'builtins')}.{name}"
            for owner, known in BEFORE
            for name, value in known.items()
            # pytest takes its own hook for threads back only after this.
            if callable(value) and name != "excepthook" and attributes(owner).get(name) is not value
        )

    def streams():
        states = random.getstate(), np.random.get_state(), torch.get_rng_state().tolist()
        return hashlib.sha256(repr([repr(state) for state in states]).encode()).hexdigest()

    def files():
        found = []
        for name in sorted(os.listdir("/proc/self/fd")):
            try:
                found.append(os.readlink(f"/proc/self/fd/{name}"))
            except OSError:  # the listing's own
                pass
        return sorted(found)

    def look():
        return {
            "environ": {k: v for k, v in sorted(os.environ.items()) if k != "PYTEST_CURRENT_TEST"},
            "folder": os.getcwd(),
            "threads": sorted(thread.name for thread in threading.enumerate()),
            "replaced": replaced(),
            "hooks": [repr(sys.gettrace()), repr(sys.getprofile()), repr(sys.excepthook)],
            "path": list(sys.path),
            "files": files(),
        }

    def pytest_sessionstart(session):
        SEEN["start"] = look()

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(config):
        SEEN["streams at the end"] = streams()
        SEEN["end"] = look()
        Path(os.environ["WATCHED"]).write_text(json.dumps(SEEN))
"""
TRAIN = """
    import random
    import numpy as np
    import torch
    from conftest import SEEN, streams
    from pytest_repro import training_fixture

    @training_fixture
    def model():
        return {"r": random.random(), "n": np.random.rand(3), "t": torch.rand(3)}

    def test_model(model):
        SEEN["streams after the test"] = streams()
"""


@pytest.mark.slow  # a whole diagnosis with torch
@pytest.mark.skipif(sys.platform != "linux", reason="open files are seen in /proc")
def test_after_a_diagnosis_the_process_is_as_before(
    pytester: pytest.Pytester, repro: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("torch")
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("WATCHED", str(tmp_path / "seen.json"))
    pytester.makeconftest(WATCH)
    pytester.makepyfile(TRAIN)
    check = repro("-p", "no:cacheprovider").only
    assert check["causes"] and len(check["trials"]) > 3
    seen: dict[str, Any] = json.loads((tmp_path / "seen.json").read_text())
    assert seen["streams at the end"] == seen["streams after the test"]
    start, end = seen["start"], seen["end"]
    assert end["replaced"] == []
    # pytest has closed some of its own by then.
    assert not Counter(end.pop("files")) - Counter(start.pop("files"))
    assert end == {**start, "replaced": []}
    assert list(folder.iterdir()) == []
