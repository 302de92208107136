"""Which lines go by the local time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_repro.diagnosis.local_times import conversions, reads

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "line",
    [
        "hour = datetime.fromtimestamp(t).hour",
        "hour = datetime.fromtimestamp(t, None).hour",
        "hour = datetime.fromtimestamp(t, tz=None).hour",
        "day = date.fromtimestamp(t)",
        "days = list(map(datetime.fromtimestamp, ts))",
        "hour = pd.Timestamp.fromtimestamp(t).hour",
        "seconds = datetime(2026, 1, 1).timestamp()",
        "seconds = naive.timestamp()",
        "seconds = datetime.strptime(text, '%Y-%m-%d').timestamp()",
        "seconds = EPOCH.replace(tzinfo=None).timestamp()",
        "moment = naive.astimezone(timezone.utc)",
        "moment = EPOCH.astimezone()",
        "stamp = time.mktime(parts)",
        "offset = time.timezone",
        "zone = dateutil.tz.tzlocal()",
        "names = time.tzname",
        "text = np.datetime_as_string(stamps, timezone='local')",
    ],
)
def test_a_conversion_goes_by_the_local_zone(line: str, tmp_path: Path) -> None:
    assert converting(line, tmp_path) == (LINE,)


@pytest.mark.parametrize(
    "line",
    [
        "hour = datetime.fromtimestamp(t, timezone.utc).hour",
        "hour = datetime.fromtimestamp(t, tz=ZONE).hour",
        "hour = datetime.utcfromtimestamp(t).hour",
        "hour = pd.Timestamp.fromtimestamp(t, tz='UTC').hour",
        "hour = pd.Timestamp(t, unit='s').timestamp()",
        "hour = time.gmtime(t).tm_hour",
        "seconds = datetime(2026, 1, 1, tzinfo=timezone.utc).timestamp()",
        "seconds = datetime(2026, 1, 1, 0, 0, 0, 0, timezone.utc).timestamp()",
        "seconds = datetime.combine(day, midnight, timezone.utc).timestamp()",
        "seconds = datetime.now(timezone.utc).replace(hour=0).timestamp()",
        "seconds = (EPOCH + timedelta(days=3)).timestamp()",
        "seconds = datetime.fromisoformat('2026-01-01T00:00+00:00').timestamp()",
        "seconds = datetime.strptime(text, '%Y-%m-%d %z').timestamp()",
        "moment = EPOCH.astimezone(ZoneInfo('Europe/Oslo'))",
        "column = frame.timestamp",
        "zone = timezone.utc",
        "text = np.datetime_as_string(stamps, timezone='UTC')",
    ],
)
def test_what_is_told_a_zone_does_not(line: str, tmp_path: Path) -> None:
    assert converting(line, tmp_path) == ()


LINE = 4


def converting(line: str, folder: Path) -> tuple[int, ...]:
    file = folder / "fit.py"
    file.write_text(
        f"EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)\n\ndef fit(t, ts, naive):\n    {line}\n"
    )
    return conversions(str(file))


def test_a_time_has_a_zone_only_where_all_that_bears_its_name_has_one(tmp_path: Path) -> None:
    file = tmp_path / "fit.py"
    zoned, naive = "moment = datetime.now(timezone.utc)\n", "moment = datetime(2026, 1, 1)\n"
    file.write_text(f"{zoned}moment = moment + day\nmoment.timestamp()\n")
    assert conversions(str(file)) == ()
    other = tmp_path / "other.py"
    other.write_text(f"{zoned}{naive}moment.timestamp()\n")
    assert conversions(str(other)) == (3,)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("now = datetime.now()", True),
        ("now = datetime.now(tz=None)", True),
        ("now = time.time()", False),
        ("now = datetime.now(timezone.utc)", False),
        ("return pd.Timestamp.now('UTC').normalize()", False),
        ("return pd.Timestamp('now')", True),
        ("return pd.Timestamp.now(tz='UTC')", False),
        ("if datetime.now(timezone.utc) > until:", False),
        ("elif datetime.now() > until:", True),
        ("field(default_factory=datetime.now)", True),
        ("day = time.strftime('%d', time.gmtime())", False),
        ("day = time.strftime('%d')", True),
        ("stamp = datetime.now(timezone.utc).strftime('%d')", False),
        ("stamp = datetime.fromtimestamp(time.time(), timezone.utc)", False),
        ("stamp = datetime.fromtimestamp(time.time())", True),
        ("datetime.now(", None),
    ],
)
def test_whether_a_line_reads_local_time(text: str, local: bool | None) -> None:
    assert reads(text) is local


@pytest.mark.parametrize(
    ("default", "lines"), [(", tz=None", (2,)), (", *, tz=None", (2,)), (", tz", ()), (", tz=ZONE", ())]
)
def test_a_zone_that_may_be_none_is_no_zone(default: str, lines: tuple[int, ...], tmp_path: Path) -> None:
    file = tmp_path / "fit.py"
    file.write_text(f"def hour(t{default}):\n    return datetime.fromtimestamp(t, tz).hour\n")
    assert conversions(str(file)) == lines
