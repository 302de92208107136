"""Finds the report formats: every file in ``formats/`` declares exactly one."""

from __future__ import annotations

import inspect
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING

from pytest_repro.errors import ExtensionError
from pytest_repro.reports import formats
from pytest_repro.reports.base import ReportFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@cache
def report_formats() -> Mapping[str, ReportFormat]:
    """Every report format by name, in the order of their names."""
    return discover(formats)


def discover(package: ModuleType) -> Mapping[str, ReportFormat]:
    """The formats that the files of ``package`` declare; :class:`ExtensionError` names file and line."""
    found: dict[str, ReportFormat] = {}
    for module in _modules(package):
        declared = _declared(module)
        name = _name(declared)
        if name in found:
            first = _place(type(found[name]))
            raise ExtensionError(
                f"{_place(declared)}: report format {name!r} is declared already at {first}; rename one"
            )
        found[name] = declared()
    return MappingProxyType(dict(sorted(found.items())))


def _modules(package: ModuleType) -> list[ModuleType]:
    names = sorted(entry.name for entry in iter_modules(package.__path__) if not entry.name.startswith("_"))
    return [_load(package, name) for name in names]


def _load(package: ModuleType, name: str) -> ModuleType:
    try:
        return import_module(f"{package.__name__}.{name}")
    except Exception as error:
        path = Path(package.__path__[0]) / f"{name}.py"
        line = _line_in(path, error)
        raise ExtensionError(f"{path}:{line}: cannot be imported: {type(error).__name__}: {error}") from error


def _line_in(path: Path, error: Exception) -> int:
    """The last line of ``path`` that ran, or that could not be parsed."""
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return error.lineno
    line, trace = 1, error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename) == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _declared(module: ModuleType) -> type[ReportFormat]:
    own = [
        value
        for _, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, ReportFormat) and value.__module__ == module.__name__
    ]
    if len(own) != 1:
        raise ExtensionError(
            f"{module.__file__}:1: declares {len(own)} report formats; a file here declares exactly one "
            "subclass of ReportFormat (name the file with a leading underscore if it is a helper)"
        )
    if inspect.isabstract(own[0]):
        raise ExtensionError(f"{_place(own[0])}: {own[0].__name__} has no render(report, view); add it")
    return own[0]


def _name(declared: type[ReportFormat]) -> str:
    name: object = getattr(declared, "name", None)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ExtensionError(
            f"{_place(declared)}: {declared.__name__}.name is {name!r}; give lower-case letters, digits "
            'and hyphens, such as name = "html"'
        )
    return name


def _place(declared: type) -> str:
    return f"{inspect.getsourcefile(declared)}:{inspect.getsourcelines(declared)[1]}"
