"""The first thing that runs in an interpreter which a trial's program starts: see ``trials/children.py``.

It leaves no trace that the program could see: neither on its path nor in its environment. The program's own
``sitecustomize`` is run afterwards.
"""

import importlib
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib costs every child its import
_BLOCKED = ("pytest", "dateutil")
"""What time-machine imports if it can, and the program did not ask for."""


def _leave_path() -> None:
    sys.path[:] = [entry for entry in sys.path if entry != _HERE]
    ours, _, rest = os.environ.get("PYTHONPATH", "").partition(os.pathsep)
    if ours == _HERE:
        if os.environ["PYTHONPATH"] == _HERE:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = rest


def _begin(value: str) -> None:
    root = os.path.abspath(os.path.join(_HERE, *[os.pardir] * 3))  # noqa: PTH100, PTH118
    sys.path.insert(0, root)
    blocked = [name for name in _BLOCKED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(blocked))  # type: ignore[arg-type]
    try:
        children = importlib.import_module("pytest_repro.trials.children")
        try:
            children.begin(value)
        except Exception as error:
            children.refuse(value, f"{type(error).__name__}: {error}")
    except ImportError:
        pass  # another installation of Python: the trial sees that this child did not begin
    finally:
        for name in blocked:
            sys.modules.pop(name, None)
        sys.path.remove(root)


def _chain() -> None:
    ours = sys.modules.pop("sitecustomize")
    try:
        importlib.import_module("sitecustomize")
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        # Python's import looks for the module that it has begun to load.
        sys.modules.setdefault("sitecustomize", ours)


_leave_path()
_value = os.environ.pop("PYTEST_REPRO_CHILD", None)
if _value is not None:
    _begin(_value)
_chain()
