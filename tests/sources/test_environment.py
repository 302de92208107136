"""What belongs to the machine and the account, part by part."""

from __future__ import annotations

import random
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from source_contract import Bench, SourceContract, functions, marked

from pytest_repro import places
from pytest_repro.errors import SettingsError
from pytest_repro.source import Ambient
from pytest_repro.sources.environment import Environment
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Callable

PROBES = """
    import getpass
    import multiprocessing
    import os
    import platform
    import resource
    import shutil
    import socket
    import tempfile
    import threading
    import time
    from pathlib import Path

    def host():
        return [
            socket.gethostname(),  # HERE
            platform.node(),  # HERE
            platform.uname().node,  # HERE
            os.uname().nodename,  # HERE
            socket.getfqdn(),  # HERE
        ]

    def pid():
        return [
            os.getpid(),  # HERE
            os.getppid(),  # HERE
            threading.get_ident(),  # HERE
            threading.get_native_id(),  # HERE
            multiprocessing.current_process().pid,  # HERE
        ]

    def resources():
        with open("/proc/meminfo") as file:  # HERE
            free = [line for line in file if line.startswith("MemAvailable")]
        return [
            free,
            Path("/proc/meminfo").read_text(),  # HERE
            shutil.disk_usage("/").free,  # HERE
            os.statvfs("/").f_bavail,  # HERE
            os.getloadavg(),  # HERE
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,  # HERE
            os.sysconf("SC_AVPHYS_PAGES"),  # HERE
            os.sysconf("SC_PAGE_SIZE"),
        ]

    def temporary_directory():
        return [
            tempfile.gettempdir(),  # HERE
            os.environ["TMPDIR"],  # HERE
            tempfile.mktemp(),  # HERE
            os.path.basename(tempfile.mktemp(dir=".")),  # HERE
        ]

    def terminal():
        return [
            list(shutil.get_terminal_size()),  # HERE
            os.environ.get("COLUMNS"),  # HERE
        ]

    def time_zone():
        return [
            time.localtime(0).tm_hour,  # HERE
            time.strftime("%H %Z", time.localtime(0)),  # HERE
            time.mktime((2020, 1, 1, 0, 0, 0, 0, 0, 0)),  # HERE
            time.ctime(0),  # HERE
            len(time.asctime()),  # HERE
            time.strftime("%H", time.gmtime(0)),
            time.asctime(time.gmtime(0)),
            os.getenv("TZ"),  # HERE
        ]

    def user():
        return [
            getpass.getuser(),  # HERE
            os.environ["USER"],  # HERE
            os.getenv("LOGNAME"),  # HERE
        ]

    def variables():
        return [
            sorted(set(os.environ) - {"TMPDIR", "TEMP", "TMP"}),  # HERE
            len(os.environ.copy()),  # HERE
            len(os.environ),  # HERE
            repr(os.environ).count("UNRELATED"),  # HERE
            len([k for k, v in os.environ.items()]),  # HERE
        ]
"""
KEPT = """
    def what_programs_rely_on():
        import platform
        return [
            os.getcwd(), os.path.expanduser("~"), os.environ["PATH"], os.environ.get("HOME"),
            platform.system(), platform.machine(), platform.python_version(), platform.uname().system != "",
            "NO_SUCH_VARIABLE" in os.environ, b"HOME" in os.environb,
        ]
"""


class TestEnvironment(SourceContract):
    source = "environment"
    other_order = True
    probes = PROBES + KEPT.replace('platform.uname().system != "",', "")
    environ = {"TZ": None, "PYTHONHASHSEED": "1"}


PARTS = ("host", "pid", "resources", "temporary-directory", "terminal", "time-zone", "user", "variables")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, Any]:
    import textwrap

    made = Bench(tmp_path_factory.mktemp("parts"), textwrap.dedent(PROBES).lstrip())
    return made, made.record()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_replayed_alone(recorded: tuple[Bench, Any], part: str) -> None:
    made, first = recorded
    again = made.replay(first, (Atom("environment", part),))
    same = {probe for probe in functions(made.text) if again.answers[probe] == first.answers[probe]}
    assert same == {part.replace("-", "_")}


@pytest.mark.parametrize("part", PARTS)
def test_sites_are_told_apart_by_part(recorded: tuple[Bench, Any], part: str) -> None:
    made, first = recorded
    own = marked(made.text, part.replace("-", "_"))
    lines = first.lines("environment", part)
    assert lines >= own
    # Copying the whole environment reads every part of it.
    assert lines - own <= marked(made.text, "variables")


def test_parts_that_do_not_exist_are_refused() -> None:
    with pytest.raises(SettingsError, match="no part 'weather'; it has host, locale"):
        Environment.mix({}, {}, ("weather",))


NETWORK = """
    import socket
    import threading

    def _serve(server):
        connection, _ = server.accept()
        connection.sendall(connection.recv(9))
        connection.close()

    def resolved():
        name = socket.gethostname()
        return [
            bool(socket.gethostbyname(name)),
            bool(socket.gethostbyname_ex(name)[2]),
            bool(socket.getaddrinfo(name, 80)),
            bool(socket.getaddrinfo(host=name, port=80)),
        ]

    def connected():
        server = socket.create_server((socket.gethostname(), 0))
        port = server.getsockname()[1]
        answers = []
        for how in ("create", "connect", "connect_ex"):
            thread = threading.Thread(target=_serve, args=(server,))
            thread.start()
            if how == "create":
                client = socket.create_connection((socket.gethostname(), port), timeout=9)
            else:
                client = socket.socket()
                getattr(client, how)((socket.gethostname(), port))
            client.sendall(b"x")
            answers.append(client.recv(9).decode())
            client.close()
            thread.join()
        server.close()
        return answers

    def bound():
        plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        plain.bind((socket.gethostname(), 0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"y", (socket.gethostname(), plain.getsockname()[1]))
        answer = plain.recv(9).decode()
        plain.close()
        return answer

    def unix():
        a, b = socket.socketpair()
        a.sendall(b"z")
        return b.recv(1).decode()
    """


def _host_resolves() -> bool:
    try:
        return bool(socket.gethostbyname(socket.gethostname()))
    except OSError:
        return False


@pytest.mark.skipif(not _host_resolves(), reason="this machine does not know its own name")
def test_the_other_host_name_leads_to_this_machine(bench: Callable[..., Bench]) -> None:
    expected = {"resolved": [True] * 4, "connected": ["x"] * 3, "bound": "y", "unix": "z"}
    varied = bench(NETWORK).vary()
    assert varied.answers == expected
    assert varied.left == []


PROCESSES = """
    import concurrent.futures
    import multiprocessing
    import os
    import subprocess
    import sys

    def _square(x):
        return x * x

    def own():
        return os.getpid()  # HERE

    def _pool(method):
        context = multiprocessing.get_context(method)
        with context.Pool(2, maxtasksperchild=1) as pool:  # processes are replaced, from a thread
            answers = pool.map(_square, range(6), chunksize=1)
            fresh = pool.apply(os.getpid) != os.getpid()
            pool.close()
            pool.join()
        process = context.Process(target=_square, args=(2,))
        process.start()
        process.join()
        return [answers, fresh, process.exitcode]

    def forked():
        return _pool("fork")

    def spawned():
        return _pool("spawn")

    def executor():
        with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
            return list(pool.map(_square, range(4)))

    def child():
        text = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True).stdout
        return int(text)
    """


def test_pools_work_while_the_process_id_is_replayed(bench: Callable[..., Bench]) -> None:
    made = bench(PROCESSES)
    recorded = made.record()
    replayed = made.replay(recorded, (Atom("environment", "pid"),))
    squares = [n * n for n in range(6)]
    assert recorded.answers == {
        "own": recorded.answers["own"],
        "forked": [squares, True, 0],
        "spawned": [squares, True, 0],
        "executor": squares[:4],
        "child": 1,
    }
    assert replayed.answers == recorded.answers
    assert marked(made.text) <= recorded.lines("environment", "pid")
    assert not recorded.lines("environment", "variables")  # which children are given, as they stand


ZONES = """
    import datetime, zoneinfo

    def local():
        return datetime.datetime.fromtimestamp(0).astimezone().utcoffset().total_seconds()

    def named():
        return datetime.datetime(2020, 7, 1, tzinfo=zoneinfo.ZoneInfo("UTC")).isoformat()
    """


def test_the_reference_has_the_zone_of_the_users_session(bench: Callable[..., Bench]) -> None:
    made = bench(ZONES, environ={"TZ": "Asia/Tokyo"})
    assert made.record().answers["local"] == 9 * 3600
    varied = made.vary().answers
    assert varied["local"] != 9 * 3600
    assert varied["named"] == "2020-07-01T00:00:00+00:00"


def test_without_a_zone_data_base_another_offset_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_ZONE_INFO", (Path("/nowhere"),))
    assert places.other_zone(random.Random(1), None) == "XYZ-11:30"


def test_the_users_own_zone_is_never_chosen() -> None:
    assert {places.other_zone(random.Random(n), "Asia/Kathmandu") for n in range(40)} == {
        zone for zone in places._ZONES if zone != "Asia/Kathmandu"
    }


def _locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = tmp_path / "locale"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    places._installed.cache_clear()


@pytest.fixture(autouse=True)
def forget_locales() -> Any:
    yield
    getattr(places._installed, "cache_clear", lambda: None)()


@pytest.mark.parametrize(
    ("listed", "current", "chosen"),
    [
        ("C\\nC.utf8\\nPOSIX\\nde_DE.utf8", {"LANG": "C.UTF-8"}, "de_DE.utf8"),
        ("C\\nC.utf8\\nPOSIX\\nde_DE.utf8", {"LANG": "de_DE.UTF-8"}, "C.utf8"),
        ("C\\nC.utf8\\nde_DE\\nde_DE.iso88591", {"LANG": "C.UTF-8"}, None),
        ("C\\nde_DE.utf8\\nfr_FR.utf8", {"LANG": "de_DE.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "de_DE.utf8"),
        ("bokm\\345l\\nen_GB.utf8", {}, "en_GB.utf8"),
    ],
)
def test_another_locale_of_the_same_encoding(
    listed: str, current: dict[str, str], chosen: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _locale(tmp_path, monkeypatch, f"printf '{listed}\\n'")
    found = places.other_locale(current)
    assert (found and found["LC_ALL"]) == chosen


def test_a_program_that_cannot_list_locales_varies_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _locale(tmp_path, monkeypatch, "")
    (tmp_path / "locale").write_text("no program at all", encoding="utf-8")
    assert places.other_locale({}) is None
    monkeypatch.setenv("PATH", "/nowhere")
    getattr(places._installed, "cache_clear", lambda: None)()
    assert places.other_locale({}) is None


LOCALE = """
    import locale

    def selected():
        return locale.setlocale(locale.LC_ALL, "")  # HERE

    def named():
        return locale.setlocale(locale.LC_ALL, "C")  # HERE
    """


def test_the_locale_is_varied_where_there_is_another(bench: Callable[..., Bench]) -> None:
    if places.other_locale({"LC_ALL": "C"}) is None:
        pytest.skip("no other locale is installed")
    made = bench(LOCALE, environ={"LC_ALL": "C"})
    recorded, varied = made.record(), made.vary()
    assert varied.answers["selected"] != recorded.answers["selected"] == "C"
    assert made.replay(recorded, (Atom("environment", "locale"),)).answers == recorded.answers
    assert recorded.lines("environment", "locale") == marked(made.text)


def test_what_was_not_varied_is_said(bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_installed", list)
    axes = bench("def nothing():\n    return 1\n").vary().axes
    assert ["environment", False, "locale: no other one is installed"] in axes
    assert {
        detail.partition(":")[0] for source, applied, detail in axes if source == "environment" and applied
    }


def test_the_reference_sets_the_same_variables_as_the_variation() -> None:
    ambient = Ambient({"LANG": "C.UTF-8", "USER": "ada"}, "/tmp/x")
    rng = random.Random(1)
    reference, varied = Environment.reference(rng, ambient), Environment.vary(rng, ambient)
    for part in ("temporary-directory", "terminal", "user"):
        assert set(reference[part]) == set(varied[part])
    assert reference["user"]["USER"] == "ada"
    assert set(Environment.parts) == set(Environment.part_fixes)


def test_a_trace_and_turns_ask_for_no_numbers_of_threads_in_the_programs_name(
    bench: Callable[..., Bench],
) -> None:
    made = bench(
        """
        from concurrent.futures import ThreadPoolExecutor

        def _square(n):
            return n * n

        def plain():
            with ThreadPoolExecutor(2) as pool:
                return [sum(_square(m) for m in range(n)) for n in pool.map(_square, range(4))]
        """,
        environ={"TRACED": "1"},
    )
    assert not made.record().lines("environment", "pid")


def test_names_of_semaphores_are_no_temporary_files(bench: Callable[..., Bench]) -> None:
    made = bench("import multiprocessing\n\ndef made():\n    return multiprocessing.Lock() is None\n")
    assert made.record().lines("environment", "temporary-directory") == set()
