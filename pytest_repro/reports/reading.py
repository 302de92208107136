"""Reading a JSON report back, for whatever compares or renders reports of earlier runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from pytest_repro.errors import ReproError
from pytest_repro.model import CauseStatus, Check, CheckKind, Json, Report, Verdict
from pytest_repro.reports.formats.json import FORMAT, VERSION

SCHEMA = Path(__file__).with_name("schema") / f"report-v{VERSION}.json"

_NOT_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_KINDS = get_args(CheckKind)
_VERDICTS = get_args(Verdict)
_STATUSES = get_args(CauseStatus)


def read_report(path: str | Path) -> Report:
    """The report in the JSON file at ``path``.

    Raises :class:`ReproError` with one line if there is none, or one of another format or version.
    Numbers that are not finite come back as floats in ``max_abs``; elsewhere they stay words.
    """
    data = _load(Path(path))
    _expect_version(path, data)
    try:
        return report_of(data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ReproError(
            f"{path}: says it is a {FORMAT} of version {VERSION} but is not complete ({_why(error)}); "
            "write it again with --repro-json"
        ) from error


def report_schema() -> dict[str, Json]:
    """The JSON Schema (draft 2020-12) that every JSON report fulfils."""
    schema: dict[str, Json] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


def _load(path: Path) -> Json:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReproError(f"cannot read the report {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise ReproError(f"{path}: not JSON ({_why(error)}); write it again with --repro-json") from error


def _expect_version(path: str | Path, data: Json) -> None:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ReproError(f'{path}: not a report of pytest --repro: it lacks "format": "{FORMAT}"')
    version = data.get("version")
    if version != VERSION or isinstance(version, bool):
        raise ReproError(
            f"{path}: a report of version {version!r}; this pytest-repro reads version {VERSION}: "
            "install the one that wrote it, or write the report again"
        )


def report_of(data: dict[str, Json]) -> Report:
    return Report(
        created=data["created"],
        command=tuple(data["command"]),
        environment=dict(data["environment"]),
        settings=dict(data["settings"]),
        checks=tuple(_check(check) for check in data["checks"]),
    )


def _check(data: dict[str, Json]) -> Check:
    mismatches = [{**item, "max_abs": _number(item["max_abs"])} for item in data["mismatches"]]
    check = Check.from_json({**data, "mismatches": mismatches})
    if check.kind not in _KINDS:
        raise ValueError(f"kind {check.kind!r}")
    if check.verdict not in _VERDICTS:
        raise ValueError(f"verdict {check.verdict!r}")
    for cause in check.causes:
        if cause.status not in _STATUSES:
            raise ValueError(f"status {cause.status!r}")
    return check


def _number(value: Json) -> Json:
    return _NOT_FINITE[value] if isinstance(value, str) else value


def _why(error: Exception) -> str:
    message = str(error).splitlines()[0] if str(error) else ""
    return f"no {message}" if isinstance(error, KeyError) else message or type(error).__name__
