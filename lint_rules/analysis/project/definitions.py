"""Which functions and classes of a project a name refers to, across files."""

from __future__ import annotations

import sys
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from lint_rules.analysis.project.asking import Asking
from lint_rules.analysis.scanning.facts import STARRED
from lint_rules.knowledge.streams import named_like_a_seeder, seeded_by
from lint_rules.knowledge.words import is_telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lint_rules.analysis.scanning.facts import Call, Facts, Scope

# Parts of a name. A module that imports a name from itself makes it longer and longer.
_DEEPEST = 16
# Modules of the standard library, but for those whose names programs take for their own.
_STANDARD = sys.stdlib_module_names - {"code", "parser", "profile", "site", "this", "token", "trace"}
# A function that calls more than this does more than seeding.
_HELPER = 12
# How often a name is imported from one file into the next, at most.
_PASSED_ON = 4
# What runs when a class is instantiated or entered.
CONSTRUCTION = ("__init__", "__new__", "__post_init__", "__enter__")


class Definitions:
    """Facts of every Python file of a project, loaded on the first question."""

    def __init__(self, load: Callable[[], Iterable[Facts]]) -> None:
        self._load = load
        self._asking: Asking[Scope] = Asking()
        self._folders: dict[str, dict[str, list[Facts]]] = {}
        self._stars: dict[str, list[Facts]] = {}
        self._all_methods: dict[int, list[Scope]] = {}

    @cached_property
    def files(self) -> list[Facts]:
        return sorted(self._load(), key=lambda f: f.path)

    def file_at(self, path: str) -> Facts:
        return self._by_path[path]

    def file_if_any(self, path: str) -> Facts | None:
        return self._by_path.get(path)

    @cached_property
    def _by_path(self) -> dict[str, Facts]:
        return {facts.path: facts for facts in self.files}

    @cached_property
    def insists_on_hash_seed(self) -> bool:
        return any(facts.insists_on_hash_seed for facts in self.files)

    @cached_property
    def handed(self) -> frozenset[str]:
        return frozenset(name for facts in self.files for name in facts.handed)

    @cached_property
    def file_of(self) -> dict[int, Facts]:
        """The file of each scope, by the identity of the scope."""
        found = {id(scope): facts for facts in self.files for scope in facts.scopes}
        found.update((id(facts.module), facts) for facts in self.files)
        return found

    @cached_property
    def _definitions(self) -> dict[tuple[str, str], list[Scope]]:
        table: dict[tuple[str, str], list[Scope]] = defaultdict(list)
        for facts in self.files:
            for scope in facts.scopes:
                table[facts.path, scope.qualname].append(scope)
        return table

    @cached_property
    def _modules(self) -> dict[str, list[Facts]]:
        """Files by every name under which they may be imported: `c`, `b.c` and `a.b.c` for `a/b/c.py`."""
        table: dict[str, list[Facts]] = defaultdict(list)
        for facts in self.files:
            parts = facts.module_name.split(".")
            for start in range(len(parts)):
                table[".".join(parts[start:])].append(facts)
        return table

    @cached_property
    def _tops(self) -> frozenset[str]:
        """First parts of all dotted names that may lead into the project."""
        return frozenset(name.partition(".")[0] for name in self._modules)

    @cached_property
    def _methods(self) -> dict[str, list[Scope]]:
        table: dict[str, list[Scope]] = defaultdict(list)
        for facts in self.files:
            for scope in facts.scopes:
                if scope.kind == "function" and scope.owner is not None:
                    table[scope.name].append(scope)
        return table

    def modules_named(self, dotted: str, importer: Facts) -> list[Facts]:
        """The files that `import dotted` may mean; one beside the importer wins, as it does for a script.

        In a package that is so only where the file itself is run: one at the top of the project counts too.
        """
        found = self._modules.get(dotted)
        if not found:
            return self._in_renamed_folder(dotted, importer)
        if dotted in _STANDARD:  # what a package calls so is imported by a longer name
            folder = importer.path.rpartition("/")[0]
            in_package = folder in self.package_folders
            return [] if in_package else self._folders_of(dotted, found).get(folder, [])
        if len(found) == 1 and found[0] is not importer:
            return found
        here = importer.path.rpartition("/")[0]
        folders = self._folders_of(dotted, found)
        beside = folders.get(here, [])
        if here and here in self.package_folders:
            beside = beside + folders.get("", [])
        return beside or [f for f in found if f is not importer]

    def _in_renamed_folder(self, dotted: str, importer: Facts) -> list[Facts]:
        """`ch5.utils.plot` in `Chapter 05/run.py`: a folder that no import can name goes by another name."""
        head, _, rest = dotted.partition(".")
        if head in self._own_names:
            return self._from_the_top(rest)
        folders = importer.module_name.split(".")[:-1]
        for i in reversed(range(len(folders))):
            if not folders[i].isidentifier() and "." in rest and _abbreviates(head, folders[i].lower()):
                whole = ".".join([*folders[: i + 1], rest])
                return self._from_the_top(whole)
        return []

    def _from_the_top(self, dotted: str) -> list[Facts]:
        return [f for f in self._modules.get(dotted, []) if f.module_name == dotted]

    @cached_property
    def _own_names(self) -> frozenset[str]:
        """What a project that is a package by itself calls itself where it imports its own files.

        All modules that are imported from below such a name lie there: `torch.utils` may, but not `torch.nn`.
        """
        if "__init__.py" not in self._by_path:
            return frozenset()
        leads: dict[str, bool] = {}
        for name in self._imported_names():
            head, _, rest = name.partition(".")
            module = rest.rpartition(".")[0]
            is_here = rest in self._modules or (module != "" and module in self._modules)
            if (is_here or module) and head not in self._tops and head not in sys.stdlib_module_names:
                leads[head] = leads.get(head, True) and is_here
        return frozenset(head for head, is_here in leads.items() if is_here)

    def _imported_names(self) -> Iterator[str]:
        for facts in self.files:
            for scope in [facts.module, *facts.scopes]:
                yield from (call.target for call in scope.calls if call.kind == "import")

    @cached_property
    def _holds_unnameable(self) -> bool:
        """Whether a folder has a name that no import can spell."""
        return any(not part.isidentifier() for name in self._modules for part in name.split(".")[:-1])

    def _may_lead_here(self, top: str) -> bool:
        return top in self._tops or top in self._own_names or self._holds_unnameable

    @cached_property
    def package_folders(self) -> frozenset[str]:
        return frozenset(f.path.rpartition("/")[0] for f in self.files if f.is_package)

    def _folders_of(self, dotted: str, files: list[Facts]) -> dict[str, list[Facts]]:
        """The files that a dotted name may mean, by the folder from which each is importable as that."""
        known = self._folders.get(dotted)
        if known is None:
            known = self._folders[dotted] = {}
            for facts in files:
                known.setdefault(_import_folder(facts, dotted), []).append(facts)
        return known

    def bound_in_module(self, target: str, facts: Facts, depth: int = 4) -> str:
        """What a module of the project binds a dotted name to, through modules that only hand it on."""
        module, _, name = target.rpartition(".")
        for found in self.modules_named(module, facts) if depth else ():
            bound = found.module.names.get(name, "")
            if bound and bound[0] not in ".=?{'":
                return self.bound_in_module(bound, found, depth - 1)
            return bound
        return ""

    def imported_through(self, name: str, facts: Facts) -> str:
        """What a name of a file stands for outside the project, where other files import it and pass it on.

        `from utils import *`, and there `from torch.utils.data import DataLoader`; "" for anything else.
        """
        return self._passed_on(name, facts, _PASSED_ON) or ""

    def _passed_on(self, name: str, facts: Facts, depth: int) -> str | None:
        """The same; None where a file has no such name, "" where it is the project's own, or unseen."""
        bound = facts.module.names.get(name)
        if depth == 0 or (bound is not None and not bound[:1].isidentifier()):
            return ""
        if bound is not None:
            module, _, last = bound.rpartition(".")
            found = self._passed_on_by(module, last, facts, depth)
            return bound if found is None else found
        for star in reversed(facts.module.stars):  # the last one wins
            found = self._passed_on_by(star, name, facts, depth)
            if (
                found is None
                and star.partition(".")[0] not in _STANDARD
                and not self.modules_named(star, facts)
            ):
                return ""  # it may be of that
            if found is not None:
                return found
        return None

    def _passed_on_by(self, module: str, name: str, importer: Facts, depth: int) -> str | None:
        files = (facts for facts in self.modules_named(module, importer) if facts is not importer)
        found = (self._passed_on(name, facts, depth - 1) for facts in files)
        return next((one for one in found if one is not None), None)

    def definitions(self, target: str, facts: Facts) -> list[Scope]:
        """The functions and classes of the project that a resolved name may refer to."""
        question = ("defined", facts.path, target)
        return self._asking.ask(question, lambda: self._find_definitions(target, facts))

    def _find_definitions(self, target: str, facts: Facts) -> list[Scope]:
        if target.startswith("."):
            return self._definitions.get((facts.path, target[1:]), [])
        if target.startswith("?"):
            return self.methods_called(last_part(target))
        if target.startswith(STARRED):
            name = target.removeprefix(STARRED)
            found = [s for module in self._starred(facts) for s in self._offers_itself(module, name)]
            return found or (self.methods_called(last_part(name)) if "." in name else [])
        parts = target.split(".")
        if not self._may_lead_here(parts[0]) or len(parts) > _DEEPEST:
            return []
        for cut in range(len(parts) - 1, 0, -1):
            modules = self.modules_named(".".join(parts[:cut]), facts)
            found = [s for m in modules for s in self._in_module(m, ".".join(parts[cut:]))]
            if found:
                return found
        return []

    def methods_called(self, name: str) -> list[Scope]:
        """The methods that `x.name()` may mean where `x` is unknown: one whose name is a clear sign."""
        found = self._methods.get(name, [])
        if named_like_a_seeder(name):
            return found
        return found if len(found) == 1 and is_telling(name) else []

    def _in_module(self, facts: Facts, name: str) -> list[Scope]:
        """What a module offers under a name: its own definitions, and those that it imports."""
        found = self._offers_itself(facts, name)
        if found or name.partition(".")[0] in facts.module.names:
            return found
        return [s for module in self._starred(facts) for s in self._offers_itself(module, name)]

    def _offers_itself(self, facts: Facts, name: str) -> list[Scope]:
        """The same without what it imports by a star."""
        return self._asking.ask(("offered", facts.path, name), lambda: self._find_offered(facts, name))

    def _find_offered(self, facts: Facts, name: str) -> list[Scope]:
        head, _, rest = name.partition(".")
        bound = facts.module.names.get(head, "")
        found = self._definitions.get((facts.path, name), [])
        if not found and bound and bound[0] not in ".=?":
            found = self.definitions(f"{bound}.{rest}" if rest else bound, facts)
        return found

    def _starred(self, facts: Facts) -> list[Facts]:
        """The modules from which a module imports everything, those behind them included.

        All at once, since the way through them may be longer than the interpreter can go back.
        """
        if facts.path not in self._stars:
            found: dict[str, Facts] = {}
            pending = [facts]
            while pending:
                current = pending.pop(0)
                for star in current.module.stars:
                    for module in self.modules_named(star, current):
                        if module is not facts and module.path not in found:
                            found[module.path] = module
                            pending.append(module)
            self._stars[facts.path] = list(found.values())
        return self._stars[facts.path]

    def members(self, owner: Scope, name: str) -> list[Scope]:
        """The methods of that name in a class of the project, its own or inherited from the project."""
        facts = self.file_of[id(owner)]
        own = self._definitions.get((facts.path, f"{owner.qualname}.{name}"))
        if own:
            return own
        question = ("inherited", id(owner), name)
        return self._asking.ask(
            question, lambda: [m for base in self.bases(owner) for m in self.members(base, name)]
        )

    def bases(self, owner: Scope) -> list[Scope]:
        """The classes of the project that a class inherits from."""
        facts = self.file_of[id(owner)]
        found = [s for base in owner.bases if base[0] != "?" for s in self.definitions(base, facts)]
        return [base for base in found if base is not owner and base.kind == "class"]

    def inherits(self, owner: Scope, bases: Iterable[str]) -> bool:
        """Whether a class has one of some bases, itself or through other classes of the project."""
        wanted = frozenset(bases)
        return any(not wanted.isdisjoint(one.bases) for one in self.lineage(owner))

    def lineage(self, owner: Scope) -> list[Scope]:
        """A class, and all classes of the project that it inherits from, itself or through others."""
        found: dict[int, Scope] = {}
        pending = [owner]
        while pending:
            current = pending.pop()
            if id(current) not in found:
                found[id(current)] = current
                pending += self.bases(current)
        return list(found.values())

    def heirs(self, owner: Scope) -> list[Scope]:
        """The classes of the project that inherit from a class, itself or through others."""
        return self._heirs.get(id(owner), [])

    @cached_property
    def _heirs(self) -> dict[int, list[Scope]]:
        table: dict[int, list[Scope]] = defaultdict(list)
        for facts in self.files:
            for scope in facts.scopes:
                for base in self.lineage(scope)[1:] if scope.bases else ():
                    table[id(base)].append(scope)
        return table

    def executed(self, call: Call, facts: Facts, scope: Scope | None = None) -> list[Scope]:
        """The scopes of the project whose bodies a call or an import may run at once.

        In a method, which is then given as `scope`, a call of the same name on an unknown object is taken for
        `super().name()`.
        """
        if call.kind == "import":
            return [f.module for f in self._imported(call.target, facts)]
        target = call.target
        owner = scope.owner if scope is not None and target[0] == "?" else None
        if scope is not None and owner is not None and target == f"?.{scope.name}":
            return [m for base in self.bases(owner) for m in self.members(base, scope.name)]
        definitions = self.definitions(target, facts)
        if not definitions or gives_no_seed(call):
            return []
        found: list[Scope] = []
        for definition in definitions:
            if is_left_unseeded(call, definition):
                continue
            if definition.kind == "class":
                found += [m for name in CONSTRUCTION for m in self.members(definition, name)]
            else:
                found.append(definition)
        return found

    def _imported(self, dotted: str, facts: Facts) -> list[Facts]:
        """`import a.b.c` runs `a`, `a.b` and `a.b.c`."""
        parts = dotted.split(".")
        if not self._may_lead_here(parts[0]):
            return []
        names = [".".join(parts[: cut + 1]) for cut in range(len(parts))]
        return [m for name in names for m in self.modules_named(name, facts) if m is not facts]


def gives_no_seed(call: Call) -> bool:
    """Whether a helper is called that seeds, and told not to: `set_seed(None)`."""
    return call.seeded is None and call.kind == "call" and named_like_a_seeder(call.target)


def is_left_unseeded(call: Call, definition: Scope) -> bool:
    """Whether a helper is called that passes its parameter on as a seed, and gets none: `set_seed()`."""
    if call.seeded is not False or "seed" not in definition.optional or len(definition.calls) > _HELPER:
        return False
    return any(seeded_by(inner.target, True) for inner in definition.calls if inner.kind == "call")


def _abbreviates(short: str, name: str) -> bool:
    """Whether all letters of one name stand in another, in that order."""
    letters = iter(name)
    return all(letter in letters for letter in short.lower().replace("_", ""))


def last_part(target: str) -> str:
    return target.rpartition(".")[2]


def _import_folder(facts: Facts, dotted: str) -> str:
    """The folder from which a file is importable as `dotted`."""
    steps = dotted.count(".") + (2 if facts.is_package else 1)
    return "/".join(facts.path.split("/")[:-steps])
