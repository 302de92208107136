"""What calls in Python install: lists of packages, runtime environments, images built in code, commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.literals import elements, entry
from lint_rules.analysis.tree.texts import HOLE
from lint_rules.knowledge.deployments import (
    METHOD_PACKAGES,
    METHOD_SCRIPTS,
    PACKAGES,
    SCRIPTS,
    SPARK_PACKAGES,
)
from lint_rules.manifests.installs.commanded import install_of
from lint_rules.manifests.installs.lists import JUDGES, confidence_in
from lint_rules.manifests.installs.maven import coordinates
from lint_rules.manifests.installs.packages import Install
from lint_rules.manifests.shell.called import called_commands
from lint_rules.manifests.shell.commands import commands
from lint_rules.manifests.text.excerpt import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.analysis.tree.texts import Texts
    from lint_rules.manifests.shell.commands import Command


@dataclass(frozen=True)
class Given:
    """An installation that a call asks for, and the nodes of what it asks for, in the same order."""

    where: cst.CSTNode
    install: Install
    nodes: tuple[cst.CSTNode, ...] = ()


class Calls:
    """Answers for one file."""

    def __init__(self, file: SourceFile, texts: Texts) -> None:
        self._file = file
        self._texts = texts

    def of(self, node: cst.Call) -> Iterator[Given]:
        """What a call installs, one for each list and each command."""
        name = self._file.resolve(node.func)
        short = name.rpartition(".")[2]
        package = name.partition(".")[0]
        for parameter, manager in PACKAGES.get(package, {}).get(short, {}).items():
            yield from self._list(argument(node, parameter), parameter, manager)
        for parameter in SCRIPTS.get(name, ()):
            yield from self._scripts(node, [argument(node, parameter)])
        if "runtime_env" in (arg.keyword.value for arg in node.args if arg.keyword is not None):
            yield from self._runtime_env(argument(node, "runtime_env"))
        if isinstance(node.func, cst.Attribute):
            yield from self._method(node, node.func.attr.value)
        yield from self._commanded(node, called_commands(self._file, self._texts, node))

    def _runtime_env(self, environment: cst.BaseExpression | None) -> Iterator[Given]:
        """Ray's: lists under `pip` or `uv`, or there under `packages`."""
        if environment is None or not self._file.imports("ray"):
            return
        for key in ("pip", "uv"):
            value = entry(self._file, environment, key)
            inner = entry(self._file, value, "packages") if value is not None else None
            yield from self._list(inner if inner is not None else value, "runtime_env", "pip")

    def _method(self, node: cst.Call, method: str) -> Iterator[Given]:
        """Of an object of a package that the file imports: `image.pip_install("numpy")`."""
        values = [arg.value for arg in node.args if arg.keyword is None]
        for package, table in METHOD_PACKAGES.items():
            if method in table and self._file.imports(package):
                yield from self._listed(values, method, table[method], node)
        for package, methods in METHOD_SCRIPTS.items():
            if method in methods and self._file.imports(package):
                yield from self._scripts(node, values)
        if method in ("config", "set") and len(values) > 1 and self._texts.whole(values[0]) == SPARK_PACKAGES:
            yield from self._list(values[1], SPARK_PACKAGES, "maven")

    def _list(self, value: cst.BaseExpression | None, label: str, manager: str) -> Iterator[Given]:
        if value is not None:
            yield from self._listed([value], label, manager, value)

    def _listed(
        self, values: Sequence[cst.BaseExpression], label: str, manager: str, where: cst.CSTNode
    ) -> Iterator[Given]:
        judge = JUDGES[manager]
        found = [
            (item, asked)
            for value in values
            for item, text in self._items(value, manager, where)
            if text[:1] != "-" and (asked := judge(text.replace(HOLE, "${}"))) is not None
        ]
        install = Install(label, tuple(asked for _, asked in found), confidence_in(manager))
        yield Given(where, install, tuple(item for item, _ in found))

    def _items(
        self, value: cst.BaseExpression, manager: str, where: cst.CSTNode
    ) -> Iterator[tuple[cst.BaseExpression, str]]:
        """The texts of a list; Spark's is one text, methods take single ones; else it names a file."""
        items = elements(self._file, value)
        if not items and (manager == "maven" or value is not where):
            text = self._texts.of(value)
            parts = coordinates(text) if manager == "maven" and text is not None else [text]
            yield from ((value, part) for part in parts if part is not None)
        for item in items:
            text = self._texts.of(item)
            if text is not None:
                yield item, text

    def _scripts(self, node: cst.Call, values: Sequence[cst.BaseExpression | None]) -> Iterator[Given]:
        """Texts that are run by a shell, and lists of them."""
        for value in values:
            for item in [value, *elements(self._file, value)] if value is not None else ():
                text = self._texts.of(item)
                if text is not None:
                    script = Excerpt.whole(text.replace(HOLE, "$x"))
                    yield from self._commanded(item, commands(script))

    def _commanded(self, where: cst.CSTNode, found: Iterator[Command]) -> Iterator[Given]:
        for command in found:
            install = install_of(command, _Alone(self._file.text))
            if install is not None:
                yield Given(where, install)


@dataclass(frozen=True)
class _Alone:
    """Source around a command: where it will run is not known, and so no file beside it."""

    text: str
    shown: str = ""

    def neighbour(self, name: str) -> str | None:
        return None
