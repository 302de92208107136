"""YAML as a tree of nodes that know their place. PyYAML reads; nothing is made of tags, so nothing is run.

An alias is the node of its anchor once more, never a copy: a file that multiplies itself stays as small as it
is written. Walk the tree with `Node.walk`, which comes to each node once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats.faults import refuse_conflicts
from lint_rules.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"
_DEEPEST = 200
MOST_NODES = 100_000  # in one document


@dataclass(eq=False, slots=True)
class Node:
    """A scalar, a list or a mapping. Only one of `text`, `items` and `values` is filled."""

    span: Span
    tag: str = ""
    text: str | None = None  # of a scalar, as written, without its quotes
    style: str = ""  # of a scalar: "'", '"', "|", ">" or "" for a plain one
    items: list[Node] = field(default_factory=list)
    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Span] = field(default_factory=dict)

    @property
    def is_null(self) -> bool:
        return self.tag == _NULL

    @property
    def string(self) -> str | None:
        """The text of a scalar, but not of null."""
        return None if self.is_null else self.text

    def get(self, *keys: str) -> Node | None:
        """What stands under a key, and under the next in that, or None."""
        here: Node | None = self
        for key in keys:
            here = here.values.get(key) if here is not None else None
        return here

    def string_at(self, *keys: str) -> str:
        """The text of the scalar under some keys, or ''."""
        found = self.get(*keys)
        return (found.string or "") if found is not None else ""

    def each(self, *keys: str) -> list[Node]:
        """The items of the list under some keys; a single value, but not null, is a list of one."""
        found = self.get(*keys)
        if found is None or found.is_null:
            return []
        return found.items if found.text is None and not found.values else [found]

    def walk(self) -> Iterator[Node]:
        """This node and all below it, each once, in the order of the file."""
        seen: set[int] = set()
        stack = [self]
        while stack:
            node = stack.pop()
            if id(node) not in seen:
                seen.add(id(node))
                yield node
                stack.extend(reversed([*node.items, *node.values.values()]))


def load_all(text: str) -> list[Node]:
    """The documents of a file; empty ones are left out. Raises `UnreadableError` with line and column."""
    return list(documents(text))


def documents(text: str) -> Iterator[Node]:
    """The same, one after another: a long file of many documents is never held whole."""
    import yaml

    refuse_conflicts(text)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        yield from _Builder(loader).documents()
    except yaml.MarkedYAMLError as error:
        raise _fault(error, text) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableError("is not valid YAML: holds a control character", line) from None
    finally:
        loader.dispose()


def load(text: str) -> Node | None:
    """The first document of a file."""
    return next(iter(load_all(text)), None)


def _fault(error: Any, text: str) -> UnreadableError:
    mark = error.problem_mark or error.context_mark
    said = error.problem or error.context or "cannot be read"
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (text.count("\n") + 1, 1)
    last = max(len(text.splitlines()), 1)  # the end of the text may be said to stand below it
    return UnreadableError(f"is not valid YAML: {said}", min(line, last), column)


class _Builder:
    """From the parser's events to nodes: PyYAML's own composer recurses, and crashes on deep nesting."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self._anchors: dict[str, Node] = {}
        self._open: list[_Open] = []
        self._count = 0

    def documents(self) -> Iterator[Node]:
        import yaml

        root: Node | None = None
        while not isinstance(event := self._loader.get_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
                root, self._count = None, 0
            elif isinstance(event, yaml.DocumentEndEvent):
                if root is not None and (root.text != "" or root.style):
                    yield root
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)
            elif isinstance(event, yaml.NodeEvent):
                top = not self._open
                node = self._node(event)
                root = node if top else root

    def _node(self, event: Any) -> Node:
        import yaml

        if isinstance(event, yaml.AliasEvent):
            node = self._anchors.get(event.anchor)
            if node is None:
                place = _span(event)
                raise UnreadableError(
                    f"is not valid YAML: nothing has the anchor {event.anchor!r}", place.line, place.column
                )
            self._add(node, event)
            return node
        self._count += 1
        if self._count > MOST_NODES:
            message = f"is too large to be read: one document holds more than {MOST_NODES:,} values"
            raise UnreadableError(message, event.start_mark.line + 1)
        collection = isinstance(event, yaml.CollectionStartEvent)
        node = Node(_span(event)) if collection else self._scalar(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._add(node, event)
        if collection:
            if len(self._open) == _DEEPEST:
                raise UnreadableError(
                    "is not valid YAML: nested too deeply", node.span.line, node.span.column
                )
            self._open.append(_Open(node, isinstance(event, yaml.MappingStartEvent)))
        return node

    def _scalar(self, event: Any) -> Node:
        import yaml

        tag = event.tag or self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        return Node(_span(event), tag, event.value, (event.style or "").strip(":"))

    def _add(self, node: Node, event: Any) -> None:
        if not self._open:
            return
        holder = self._open[-1]
        if not holder.is_mapping:
            holder.node.items.append(node)
        elif holder.key is None:
            holder.key = (node, _span(event))
        else:
            holder.put(node)

    def _close(self, event: Any) -> None:
        closed = self._open.pop()
        end = _span(event)
        closed.node.span = Span(*closed.node.span[:2], end.line, end.column)
        for merged in closed.merged:
            for source in merged.items or [merged]:
                for key, value in source.values.items():
                    if key not in closed.node.values:
                        closed.node.values[key] = value
                        closed.node.keys[key] = source.keys[key]


@dataclass
class _Open:
    """A list or mapping whose end has not come yet."""

    node: Node
    is_mapping: bool
    key: tuple[Node, Span] | None = None
    merged: list[Node] = field(default_factory=list)

    def put(self, value: Node) -> None:
        """`<<: *defaults` merges: what is not said here comes from there, one level deep."""
        assert self.key is not None
        key, place = self.key
        self.key = None
        if key.tag == _MERGE:
            self.merged.append(value)
        elif key.text is not None:
            self.node.values[key.text] = value
            self.node.keys[key.text] = place


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
