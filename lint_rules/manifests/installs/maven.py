"""Packages of Maven that Spark fetches when it starts: `--packages`, `spark.jars.packages`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from lint_rules.knowledge.deployments import SPARK_PACKAGES
from lint_rules.manifests.installs.packages import Asked, Install

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.manifests.shell.words import Word

_PROGRAMS = ("spark-submit", "spark-shell", "spark-sql", "spark-class", "pyspark", "sparkR")
_MOVING = re.compile(r"latest[.\w]*|.*-SNAPSHOT|.*\+|[\[\](].*", re.IGNORECASE)
_BETWEEN = re.compile(r",(?![^\[(]*[)\]])")  # not within a range


def install(name: str, arguments: Sequence[Word]) -> Install | None:
    """What a command has Spark fetch, or None where it is no start of Spark."""
    if name not in _PROGRAMS:
        return None
    asked = [
        Asked(text, "hash") if word.dynamic and ":" not in text else asked_of_maven(text)
        for word, value in _lists(arguments)
        for text in coordinates(value)
    ]
    return Install(f"{name} --packages", tuple(asked))


def _lists(arguments: Sequence[Word]) -> Iterator[tuple[Word, str]]:
    for word, following in pairwise([*arguments, *arguments[-1:]]):
        option, equals, value = word.value.partition("=")
        if option == "--packages":
            yield (word, value) if equals else (following, following.value)
        elif option in ("--conf", "-c") and following.value.startswith(f"{SPARK_PACKAGES}="):
            yield following, following.value.partition("=")[2]


def coordinates(text: str) -> list[str]:
    """`group:name:version,group:name:version`."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def asked_of_maven(text: str) -> Asked:
    """One package: `org.apache.spark:spark-avro_2.12:3.5.0`. What is published at a version stays so."""
    name, *rest = re.split(r":(?=[^:]*$)", text)
    version = rest[0] if text.count(":") > 1 else ""
    if "$" in text or "{" in text:
        return Asked(text, "hash")
    if not version:
        return Asked(text, "none", "has no version; give one: 'group:name:version'")
    if _MOVING.fullmatch(version):
        return Asked(name, "none", f"allows more than one version ({version}); give one")
    return Asked(name, "hash")
