"""The bases of all rules. A rule is one file in `lint_rules/rules/`, found there by the registry.

The docstring of a rule is its manual, its examples are its tests, and its visitor methods are named after the
libcst node that they want: `visit_call` sees every `Call` of the statements that the rule asked for.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import libcst as cst

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.model import Confidence, Span


@dataclass(frozen=True)
class Problem:
    """What a rule has to say, and about which node or place."""

    where: cst.CSTNode | Span
    message: str
    confidence: Confidence = "high"
    fix: Change | None = None


@dataclass(frozen=True)
class Change:
    """How a rule would mend a problem: what to put in the place of which nodes or spans.

    A node is replaced by source text or by another node, and all around it stays as it is written. `imports`
    are dotted names of modules (`numpy`) that the new text needs and that the file must import.
    """

    message: str  # what is done, as an order: "Sort the listing"
    replacements: tuple[tuple[cst.CSTNode | Span, str | cst.CSTNode], ...]
    safe: bool
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """A small program for a rule. In an invalid one, the lines to be reported end in `# <- here`."""

    code: str
    files: Mapping[str, str] = field(default_factory=dict)  # the rest of the project: path -> text
    path: str = "example.py"


class Rule:
    """What every rule has."""

    code: ClassVar[str] = ""
    name: ClassVar[str] = ""
    valid: ClassVar[tuple[Example | str, ...]] = ()
    invalid: ClassVar[tuple[Example | str, ...]] = ()
    # Only applied when it is selected by its own code or name, or under the strict profile.
    opt_in: ClassVar[bool] = False

    def __init__(self, subject: Any) -> None:
        """`subject` is the file to look at; the bases below say which kind."""

    @classmethod
    def documentation(cls) -> str:
        return f"# {cls.name} ({cls.code})\n\n{inspect.cleandoc(cls.__doc__ or '')}\n"

    @classmethod
    def has_fix(cls) -> bool:
        """Whether it may propose a fix: then its manual says how safe that is."""
        return "\n## Fix safety\n" in inspect.cleandoc(cls.__doc__ or "")

    @classmethod
    def summary(cls) -> str:
        return inspect.cleandoc(cls.__doc__ or "").partition("\n")[0]


class SourceRule(Rule):
    """A rule about Python source. One instance looks at one file.

    A file without any of `markers` is not looked at. A statement is parsed for the rule when it holds a call
    of one of `calls`, of a name listed for its package in `packages` (wherever in the package), a call of a
    method in `methods`, a call with a keyword in `keywords`, a function that does not read
    a parameter of its own in `parameters`, or a syntax node in `syntax`.
    """

    markers: ClassVar[tuple[bytes, ...]] = ()
    calls: ClassVar[frozenset[str]] = frozenset()
    packages: ClassVar[Mapping[str, frozenset[str]]] = MappingProxyType({})
    methods: ClassVar[frozenset[str]] = frozenset()
    keywords: ClassVar[frozenset[str]] = frozenset()
    parameters: ClassVar[frozenset[str]] = frozenset()
    syntax: ClassVar[frozenset[str]] = frozenset()
    # A function of `calls` that is named but not called (`set[str]`, `key=hash`) is of no interest.
    only_called: ClassVar[bool] = False
    # A name of `packages` counts where it is not called, too: what a table holds may be called later.
    in_tables: ClassVar[bool] = False
    # What it says follows from one function. Otherwise methods that share an attribute are parsed too.
    within_function: ClassVar[bool] = False
    # It only reports draws from this stream that no seed reaches: so the project is asked before the parse.
    unseeded: ClassVar[str] = ""
    # It only reports what stands in a function, class or module that seeds as well: the same.
    beside_seeds: ClassVar[bool] = False
    # Also parse the statements that use a name which a statement of interest binds.
    follows_names: ClassVar[bool] = False
    # Of sets, only those are of interest whose items may be taken one after the other.
    iterated_sets: ClassVar[bool] = False
    # Also parse the functions of the file that are called beside what is of interest, to look into them.
    follows_calls: ClassVar[bool] = False
    # Also parse the statements at the top of the file that bind the constants of a function of interest.
    reads_constants: ClassVar[bool] = False
    # It is about text whose hash is salted, as that of Python 2 is not.
    salted: ClassVar[bool] = False

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        super().__init__(file)  # of a rule with both bases, one instance looks at one of the two


class ManifestRule(Rule):
    """A rule about what a dependency or pipeline file says. One instance looks at one file.

    A rule that also looks at Python source inherits from both bases.
    """

    # The kinds of entries that `check` is given; those derived from them included.
    entries: ClassVar[tuple[type[Entry], ...]] = ()

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        super().__init__(manifest)

    def check(self, entry: Any) -> Iterator[Problem]:
        raise NotImplementedError
