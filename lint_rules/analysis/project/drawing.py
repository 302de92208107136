"""Which global streams running a piece of the project draws from, itself or through what it calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.knowledge.layers import LAYERS
from lint_rules.knowledge.streams import DRAWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lint_rules.analysis.project.seeding import Seeding
    from lint_rules.analysis.scanning.facts import Facts, Scope

_DEPTH = 5
_HELD = 2  # an object in an object: a step of a pipeline of transforms
_MADE = 5  # what a constructor calls
# What frameworks call on an object that is handed to them.
_ENTRIES = ("__getitem__", "__iter__", "__next__", "__call__", "forward", "run")

# What a constructor of a model may call without drawing first weights.
_BOOKKEEPING = frozenset({"__init__", "register_buffer", "save_hyperparameters"})
_RESHAPE = frozenset({"expand", "float", "int", "long", "repeat", "reshape", "unsqueeze", "view"})
_PARAMETERS = frozenset({"torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer"})
# Methods that no object has which draws weights in them.
_PLAIN_METHODS = frozenset(
    {
        "add_module",
        "append",
        "astype",
        "clamp",
        "clone",
        "contiguous",
        "copy",
        "cpu",
        "cuda",
        "detach",
        "double",
    }
    | {
        "extend",
        "flip",
        "format",
        "get",
        "half",
        "item",
        "items",
        "keys",
        "lower",
        "max",
        "mean",
        "min",
        "numpy",
    }
    | {"permute", "pop", "requires_grad_", "setdefault", "size", "split", "startswith", "strip", "sum", "to"}
    | {"tolist", "transpose", "update", "upper", "values"}
)
_CONTAINERS = frozenset({"ModuleDict", "ModuleList", "Sequential"})


@dataclass(frozen=True)
class Draw:
    """A draw from a global stream, and the function that makes it."""

    target: str
    function: str


class Drawing:
    """Answers for the files of one project."""

    def __init__(self, seeding: Seeding) -> None:
        self.seeding = seeding
        self.project = seeding.project

    def first(self, scope: Scope, streams: Iterable[str]) -> Draw | None:
        """A draw from one of the streams that a function may come to without seeding it itself."""
        wanted = frozenset(streams)
        seen: dict[int, None] = {}
        level = [(scope, wanted)]
        for _ in range(_DEPTH):
            following: list[tuple[Scope, frozenset[str]]] = []
            for current, unseeded in level:
                if id(current) in seen:
                    continue
                seen[id(current)] = None
                found = self._own(current, unseeded)
                if found is not None:
                    return found
                left = frozenset(s for s in unseeded if not self.seeding.seeds(current, s))
                following += [(called, left) for called in self._called(current) if left]
            level = following
        return None

    def of_object(self, owner: Scope, streams: Iterable[str], depth: int = _HELD) -> Draw | None:
        """The same for an instance of a class that is handed to a framework, and for what it holds."""
        methods = [m for name in _ENTRIES for m in self.project.members(owner, name)]
        draws = (self.first(method, streams) for method in methods)
        found = next((draw for draw in draws if draw is not None), None)
        if found is not None or not methods or depth == 0:
            return found
        held = (self.of_object(made, streams, depth - 1) for made in self._made_by(owner))
        return next((draw for draw in held if draw is not None), None)

    def _made_by(self, owner: Scope) -> Iterator[Scope]:
        """The classes of the project of which a constructor makes objects."""
        for constructor in self.project.members(owner, "__init__"):
            yield from (scope for scope in self._made_in(constructor) if scope is not owner)

    def _made_in(self, scope: Scope) -> Iterator[Scope]:
        """The classes of the project of which a function makes objects."""
        facts = self.project.file_of[id(scope)]
        for call in scope.calls:
            if call.kind == "call" and call.target[0] != "?":
                made = self.project.definitions(call.target, facts)
                yield from (one for one in made if one.kind == "class")

    def of_definition(self, scope: Scope, streams: Iterable[str]) -> Draw | None:
        return self.of_object(scope, streams) if scope.kind == "class" else self.first(scope, streams)

    def may_make_weights(self, owner: Scope, depth: int = _MADE) -> bool:
        """Whether a model draws first weights when it is made, and does not only keep what it is given."""
        made = [m for one in self.project.lineage(owner) for m in self.project.members(one, "__init__")]
        return not made or not all(self._is_weightless(scope, depth) for scope in made)

    def _is_weightless(self, scope: Scope, depth: int) -> bool:
        """Whether a function is known to draw no weights, itself or through what it calls."""
        facts = self.project.file_of[id(scope)]
        calls = [call.target for call in scope.calls if call.kind == "call"]
        return all(_is_weightless(one) or self._leads_to_none(one, facts, depth) for one in calls)

    def _leads_to_none(self, target: str, facts: Facts, depth: int) -> bool:
        found = self.project.definitions(target, facts) if depth else []
        return bool(found) and all(
            not self.may_make_weights(one, depth - 1)
            if one.kind == "class"
            else self._is_weightless(one, depth - 1)
            for one in found
        )

    def _own(self, scope: Scope, wanted: frozenset[str]) -> Draw | None:
        for call in scope.calls:
            stream = DRAWS.get(call.target) if call.kind == "call" else None
            if stream in wanted and stream is not None and not self.seeding.seeds(scope, stream):
                return Draw(call.target, scope.name)
        return None

    def _called(self, scope: Scope) -> Iterator[Scope]:
        """What a function calls; of an unknown object the methods of the classes that it makes objects of."""
        facts = self.project.file_of[id(scope)]
        made = list(self._made_in(scope))
        for call in scope.calls:
            if call.kind == "call" and call.target[0] != "?":
                yield from self.project.executed(call, facts)
            elif call.kind == "call":
                name = call.target.rpartition(".")[2]
                yield from (method for owner in made for method in self.project.members(owner, name))


def _is_weightless(target: str) -> bool:
    """Whether a call in a constructor is known to draw no weights."""
    package, _, last = target.rpartition(".")
    top = package.partition(".")[0]
    if last in _BOOKKEEPING | _RESHAPE or target in _PARAMETERS:
        return True
    if top in ("builtins", "logging", "math", "numpy", "scipy", "torchmetrics", "warnings"):
        return target not in DRAWS and last != "rvs"
    if top == "?":
        return last in _PLAIN_METHODS
    if package in ("torch.nn", "torch.nn.functional"):
        return last not in LAYERS and last not in _CONTAINERS
    return package in ("torch", "torch.nn.init") and target not in DRAWS
