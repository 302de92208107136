"""Calls in Python that download a file, and whether anybody checks what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant, is_none, is_open
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.texts import HOLE
from lint_rules.knowledge.downloads import DOWNLOADS, REQUESTS, WEB, Download, is_remote, names_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.analysis.tree.texts import Texts
    from lint_rules.model import Confidence

_CHECKS = re.compile(r"hash(lib|_?sum)|md5|sha_?\d+|checksum|digest|verif|integrity|crc32", re.IGNORECASE)
_WRITES = frozenset({"write", "writelines", "write_bytes", "copyfileobj", "extractall", "iter_content"})
_KEPT = frozenset({"BytesIO", "ZipFile", "GzipFile", "read_csv", "decompress", "fromstring"})
_DOWNLOADS = re.compile(r"download|fetch|retrieve", re.IGNORECASE)
_ASKS_ON = re.compile(r"\.(?:json|status_code|headers|ok)\b")
_STEPS = 3
_ADDRESS = re.compile(r"https?://[^\s'\"]+")


@dataclass(frozen=True)
class Fetched:
    """A download that nobody checks. `address` is None where it cannot be seen."""

    function: str
    address: str | None
    confidence: Confidence


class Downloads:
    """Answers for one file."""

    def __init__(self, file: SourceFile, texts: Texts) -> None:
        self.file = file
        self.texts = texts

    def of(self, node: cst.Call) -> Fetched | None:
        """What a call downloads unchecked."""
        name = self.file.resolve(node.func)
        download = DOWNLOADS.get(name) or REQUESTS.get(name)
        if download is None or is_open(node):
            return None
        given = argument(node, download.parameter, download.position) or argument(node, "id")
        if given is None or is_none(given) or self._is_checked(node, download):
            return None
        address = self.texts.of(given)
        if not self._is_download(node, name, download, address) or self.is_verified_around(node):
            return None
        if address is None and self._is_one_of_fixed(given):
            return None
        sure: Confidence = "high" if address is not None else "medium"
        shown = None if address is None else address.replace(HOLE, "…")
        return Fetched(name.rpartition(".")[2], shown, sure)

    def _is_checked(self, node: cst.Call, download: Download) -> bool:
        """Whether a digest is given with the call; one that may be None is given by somebody."""
        for number, name in enumerate(download.checks):
            position = download.check_position if number == 0 else None
            value = argument(node, name, position)
            if value is not None and constant(value) not in (None, False):
                return True
        return False

    def _is_download(self, node: cst.Call, name: str, download: Download, address: str | None) -> bool:
        if address is not None and WEB.match(address):
            if not is_remote(address):
                return False
            return name in DOWNLOADS or names_data(address) or self._is_kept(node)
        if address is not None and not address.startswith(HOLE):
            return download.parameter == "file_id" or name == "gdown.download"
        return download.keeps or (name in REQUESTS and self._is_kept(node) and self._is_for_downloads(node))

    def _is_for_downloads(self, node: cst.Call) -> bool:
        """Whether the function around a request says that it downloads; others ask services."""
        function = self.file.function(node)
        return isinstance(function, cst.FunctionDef) and bool(_DOWNLOADS.search(function.name.value))

    def _is_one_of_fixed(self, given: cst.BaseExpression) -> bool:
        """`load_url(model_urls["resnet18"])`, where every address of the table names its content."""
        if not isinstance(given, cst.Subscript) or not isinstance(given.value, cst.Name):
            return False
        table = re.search(rf"^{given.value.value}\b[^=\n]*=\s*\{{(.*?)^\}}", self.file.text, re.M | re.S)
        addresses = _ADDRESS.findall(table[1]) if table else []
        return bool(addresses) and not any(is_remote(address) for address in addresses)

    def _is_kept(self, node: cst.Call) -> bool:
        """Whether the answer to a request, or what is made of it, is written to a file or read as data."""
        function = self.file.function(node)
        parts = self.file.nodes if function is self.file.module else self.file.below(function)
        names = self._derived(node, parts)
        for part in parts:
            if isinstance(part, cst.Call) and _keeps(part):
                inside = self.file.below(part)
                if node in inside or any(isinstance(n, cst.Name) and n.value in names for n in inside):
                    return True
        return False

    def _derived(self, node: cst.Call, parts: Sequence[cst.CSTNode]) -> set[str]:
        """The names that hold the answer to a request, or something made of it, but not what JSON said."""
        names = self._bound_to(node)
        for _ in range(_STEPS):
            for part in parts:
                value, targets = _binding(part)
                if value is not None and not _ASKS_ON.search(self._code(value)):
                    inside = self.file.below(value) if self.file.holds_node(value) else []
                    if any(isinstance(n, cst.Name) and n.value in names for n in [value, *inside]):
                        names |= targets
        return names

    def _bound_to(self, node: cst.Call) -> set[str]:
        """`r = get(…)`, `with get(…) as r`, but not `r = get(…).json()`."""
        for parent in self.file.ancestors(node):
            value, targets = _binding(parent)
            if value is not None:
                return set() if _ASKS_ON.search(self._code(value)) else targets
            if isinstance(parent, cst.BaseStatement):
                break
        return set()

    def _code(self, node: cst.CSTNode) -> str:
        return cst.Module(body=()).code_for_node(node)

    def is_verified_around(self, node: cst.Call) -> bool:
        """Whether the class or function around the download speaks of a digest."""
        around: cst.CSTNode = self.file.function(node)
        for parent in self.file.ancestors(node):
            if isinstance(parent, cst.ClassDef):
                around = parent
        if around is self.file.module:
            return any(
                isinstance(part, cst.Call) and _CHECKS.search(dotted_name(part.func) or "")
                for part in self.file.nodes
            )
        return any(isinstance(p, cst.Name) and _CHECKS.search(p.value) for p in self.file.below(around))


def _keeps(call: cst.Call) -> bool:
    last = (dotted_name(call.func) or "").rpartition(".")[2]
    if isinstance(call.func, cst.Attribute):
        last = call.func.attr.value
    return last in _WRITES or last in _KEPT


def _binding(node: cst.CSTNode) -> tuple[cst.BaseExpression | None, set[str]]:
    """What a node binds, and to which names."""
    if isinstance(node, cst.Assign):
        return node.value, {t.target.value for t in node.targets if isinstance(t.target, cst.Name)}
    if isinstance(node, cst.WithItem) and node.asname is not None and isinstance(node.asname.name, cst.Name):
        return node.item, {node.asname.name.value}
    if isinstance(node, cst.For) and isinstance(node.target, cst.Name):
        return node.iter, {node.target.value}
    return None, set()
