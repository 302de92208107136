"""What one fast scan of a file leaves behind: scopes, names, calls, and statements worth a closer look."""

from __future__ import annotations

import builtins
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

BUILTINS = frozenset(dir(builtins))
UNKNOWN = ""
# A name that so far was only bound to None: a later import takes it over.
PLACEHOLDER = "None"
# A name of a module that is bound to a set, and to nothing else.
SET = "{}"
# The same of text.
TEXT = "''"
# Libraries with functions like `sum` and `open` of their own.
_HIDING = frozenset(
    {"builtins", "codecs", "cupy", "dask", "gzip", "io", "jax", "math", "matplotlib", "mxnet", "numpy"}
    | {"operator", "os", "pylab", "pyspark", "scipy", "six", "sympy", "tensorflow", "torch"}
)

# What everybody calls them: so they are known where a star brings them in, and in a notebook where nothing
# does, as in one of `ipython --pylab`.
USUAL = {"gym": "gym", "nn": "torch.nn", "np": "numpy", "pd": "pandas", "tf": "tensorflow", "torch": "torch"}
_LIKE_NUMPY = ("autograd.", "cupy", "jax", "mxnet")
# The name of something that one of several stars brings in begins so.
STARRED = "*."


_HELD = (PLACEHOLDER, SET, TEXT)


class Call(NamedTuple):
    """A call, an import of a module, or a mention of something callable, in a scope.

    `target` is `.qualname` for a definition in the same file, `?.name` for a method of an unknown object,
    `*.name` for what one of several `import *` brings in, else a dotted name from the top of its package.
    """

    line: int
    column: int
    target: str
    kind: str  # "call", "import" or "mention"
    # Whether a first argument is there, and is not None; None where it is written there as None.
    seeded: bool | None
    # Whether a `seed=` is given that is not None, or may be among `**options`.
    told: bool = False


class Branch(NamedTuple):
    """Lines of a function, and the last line below them where code stands that does not run after them."""

    first: int
    last: int
    until: int


class Decorator(NamedTuple):
    target: str
    autouse: bool
    fixture_name: str | None
    fixtures: tuple[str, ...] = ()  # those that `pytest.mark.usefixtures` asks for


@dataclass(slots=True)
class Scope:
    """A module, a class body or a function body."""

    kind: str  # "module", "class" or "function"
    qualname: str
    parent: Scope | None
    line: int = 0
    column: int = 0
    parameters: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    decorators: list[Decorator] = field(default_factory=list)
    # What each name bound here stands for: a dotted name, or UNKNOWN.
    names: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    stars: list[str] = field(default_factory=list)
    # The first parameter of a function, where it is None by default and never bound anew; else "".
    optional: str = ""
    # Whether a function returns a set, by its annotation or by all its returns. None: it returns nothing.
    returns_set: bool | None = None
    branches: list[Branch] = field(default_factory=list)

    def excludes(self, line: int, other: int) -> bool:
        """Whether a later line does not run after one: another branch holds it, or the first one has left."""
        return any(first <= line <= last < other <= until for first, last, until in self.branches)

    @property
    def name(self) -> str:
        return self.qualname.rpartition(".")[2]

    @property
    def owner(self) -> Scope | None:
        """The class whose body holds this function."""
        return self.parent if self.parent is not None and self.parent.kind == "class" else None


class Method(NamedTuple):
    """The lines of a function in the body of a top-level class, decorators left out."""

    name: str
    first_line: int
    body_line: int  # where its first statement begins, below the header
    last_line: int


class Item(NamedTuple):
    """Where an item of a long list stands; columns count bytes from 0."""

    first_line: int
    column: int
    last_line: int
    end_column: int


@dataclass(slots=True)
class Chunk:
    """The lines of neighbouring top-level statements that cannot be parsed apart."""

    first_line: int
    last_line: int
    binds: set[str] = field(default_factory=set)
    loads: set[str] = field(default_factory=set)
    # Names whose methods are called, which may change what they hold (`out.append(x)`).
    touches: set[str] = field(default_factory=set)
    imports: bool = False
    scopes: list[Scope] = field(default_factory=list)
    # Codes of the rules that want to see this chunk, the lines that made them want it, and the names.
    wanted_by: set[str] = field(default_factory=set)
    wanted_lines: dict[int, set[str]] = field(default_factory=dict)
    wanted_names: set[str] = field(default_factory=set)
    # Of rules for which the project is asked first: where what they want stands, by the `id` of scopes.
    wanted_in: dict[str, set[int]] = field(default_factory=dict)
    # Where something that may be a set is bound, and where it is gone through.
    set_lines: set[int] = field(default_factory=set)
    taken_lines: set[int] = field(default_factory=set)
    returns_set: bool = False  # of a function, whether its callers may go through a set of its
    returns_items: bool = False  # whether it goes through one itself where it returns
    methods: list[Method] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    # First and last lines of bodies and items that no rule needs to see.
    skipped: tuple[tuple[int, int], ...] = ()
    defines: str | None = None  # name of the function, where the chunk is one

    def want(self, codes: Collection[str], line: int) -> None:
        self.wanted_by.update(codes)
        self.wanted_lines.setdefault(line, set()).update(codes)

    def unwant(self, code: str) -> None:
        """Take back what a rule wanted of the chunk for its own sake."""
        self.wanted_by.discard(code)
        for line, codes in list(self.wanted_lines.items()):
            codes.discard(code)
            if not codes:
                del self.wanted_lines[line]

    def want_for_name(self, codes: Iterable[str], name: str) -> None:
        self.wanted_by.update(codes)
        self.wanted_names.add(name)


@dataclass(slots=True)
class Facts:
    """A file, as far as other files and the rules need to know it."""

    path: str
    module_name: str
    is_package: bool
    module: Scope
    chunks: list[Chunk] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    insists_on_hash_seed: bool = False
    # First and last lines of what runs in a program only: `if __name__ == "__main__": ...`.
    guarded: list[tuple[int, int]] = field(default_factory=list)
    # Whether statements of the module itself train, plot or print: it is there to be run.
    acts: bool = False
    # Attributes named like a generator that are put into other objects: `self.game.rng = self.rng`.
    handed: set[str] = field(default_factory=set)

    def is_guarded(self, line: int) -> bool:
        return any(first <= line <= last for first, last in self.guarded)

    def scope_numbered(self, number: int) -> Scope:
        """A scope by its number: definitions from 0, -1 is the module."""
        return self.scopes[number] if number >= 0 else self.module


def is_imported(bound: str) -> bool:
    """Whether what a name stands for, as `Scope.names` has it, was imported."""
    return bool(bound) and bound[0] not in ".=" and bound not in _HELD


def lookup(scope: Scope, name: str) -> tuple[str, Scope | None]:
    """What `name` stands for when read in `scope`, and the scope that binds it."""
    current: Scope | None = scope
    while current is not None:
        visible = current.kind != "class" or current is scope
        if visible and name in current.names:
            bound = current.names[name]
            return (UNKNOWN if bound in _HELD else bound), current
        current = current.parent
    return UNKNOWN, None


def resolve(scope: Scope, dotted: str, depth: int = 4) -> str:
    """The full name of what `dotted` refers to in `scope`, or UNKNOWN."""
    head, _, rest = dotted.partition(".")
    if rest and "." not in rest and _is_self(scope, head):
        return _own_method(scope, rest)
    bound, where = lookup(scope, head)
    if where is None:
        return _unbound(scope, dotted)
    if bound.startswith("="):  # an alias such as `rand = np.random.rand`
        if depth == 0 or bound[1:].partition(".")[0] == head:
            return UNKNOWN
        bound = resolve(where, bound[1:], depth - 1)
    if not bound:
        return UNKNOWN
    if bound == "pandas" and rest.startswith("np."):  # what old versions of it handed on
        return f"numpy.{rest[3:]}"
    return f"{bound}.{rest}" if rest else bound


def _is_self(scope: Scope, name: str) -> bool:
    return scope.owner is not None and bool(scope.parameters) and scope.parameters[0] == name


def _own_method(scope: Scope, attribute: str) -> str:
    owner = scope.owner
    assert owner is not None
    bound = owner.names.get(attribute, UNKNOWN)
    return bound if bound.startswith(".") else UNKNOWN


def _unbound(scope: Scope, dotted: str) -> str:
    top = scope
    while top.parent is not None:
        top = top.parent
    builtin = dotted.partition(".")[0] in BUILTINS and not any(map(_hides_builtins, top.stars))
    if not builtin and top.stars:
        head, dot, rest = dotted.partition(".")
        if head in USUAL and not any(star.startswith(_LIKE_NUMPY) for star in top.stars):
            return f"{USUAL[head]}{dot}{rest}"
        if dot and head in sys.stdlib_module_names and not any(map(_hides_builtins, top.stars)):
            return dotted  # `from .imports import *`, and there `import os`
        if len(top.stars) == 1:
            return f"{top.stars[0]}.{dotted}"
    return f"builtins.{dotted}" if builtin else UNKNOWN


def is_starred(scope: Scope, dotted: str) -> bool:
    """Whether a name that does not resolve may come from one of the modules that are imported by a star."""
    if lookup(scope, dotted.partition(".")[0])[1] is not None:
        return False
    top = scope
    while top.parent is not None:
        top = top.parent
    return len(top.stars) > 1


def _hides_builtins(star: str) -> bool:
    """Whether what a star imports may hide builtins; modules of a project seldom do."""
    return star.partition(".")[0] in _HIDING
