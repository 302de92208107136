from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.content import Content
from lint_rules.analysis.ordering.contents import Contents
from lint_rules.analysis.ordering.identity import Identity
from lint_rules.analysis.ordering.item_annotations import item_declared
from lint_rules.analysis.project.given import NUMBER
from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.callers import given_by_callers
from lint_rules.analysis.tree.messages import Messages
from lint_rules.analysis.tree.names import bindings
from lint_rules.analysis.tree.nodes import dotted_name, stored_names
from lint_rules.knowledge.generators import GENERATORS
from lint_rules.knowledge.hashing import TEXT_MAKERS, TEXT_METHODS
from lint_rules.knowledge.streams import SEEDERS, named_like_a_seeder
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile

_SEED_PARAMETERS = frozenset({"seed", "random_state", "random_seed", "entropy", "rng_seed", "np_seed"})
_SHOWING = frozenset({"builtins.str", "builtins.repr", "builtins.hex", "builtins.format", "builtins.bin"})
_NUMBERS = frozenset({"builtins.int", "builtins.float", "builtins.len", "builtins.bool", "builtins.ord"})
_DEPTH = 6
_UNSEEN = "unless only numbers are hashed, `hash()` is"
_NUMBER_WORDS = frozenset({NUMBER, "True", "False"})
_COUNTS = re.compile(r"(\w+_)?(seed|epoch|step|rank|index|idx|offset)")
_TEMPORARY = re.compile(r"(^|[._])(temp|tmp|temporary)(_|$|file|path|dir)", re.IGNORECASE)
_OF_NUMBERS = re.compile(
    r"(tuples?|lists?|sequences?|pairs?)?\W*(of )?(int|float|integer|number)s?\W*(, *\.\.\.\])?"
)


class SaltedHash(SourceRule):
    """Built-in `hash()` used as a seed, bucket, feature or identifier.

    ## What it does

    Reports `hash(x)` where its value gets into a result: a seed, a bucket (`hash(x) % n`), a name, an
    identifier. Silent for numbers (a parameter is one by its annotation, as the docstring says of it, or as
    all callers give it), for names of temporary things, inside `__hash__`, in comparisons, and where the
    program insists on a fixed `PYTHONHASHSEED` (setting it in `os.environ` comes too late for the running
    interpreter). What is not seen to be text has medium confidence, and a file of Python 2, which salts no
    hash, has low confidence.

    ## Why is this bad?

    Python salts the hash of text and bytes anew in every process, so the same text lands in another bucket,
    or gives another seed, in the next run.

    ## Example

    ```python
    bucket = hash(user_id) % 10
    ```

    ## Use instead

    ```python
    bucket = zlib.crc32(user_id.encode()) % 10
    ```
    """

    code = "REP304"
    name = "salted-hash"
    markers = (b"hash",)
    within_function = True
    follows_names = True
    salted = True
    calls = frozenset({"builtins.hash"})

    valid = (
        "class A:\n    def __hash__(self):\n        return hash((self.name, 'a')) % 7\n",
        "x = hash(3) % 10\n",
        "x = hash(len(name)) % 10\n",
        "def same(a, b):\n    return hash(a) == hash(b)\n",
        "assert hash('a') == hash('a')\n",
        "hash(key)\n",
        "TMPFILE = f'folded-{hash(name)}.pdb'\nsave(TMPFILE)\n",
        "save(f'/tmp/folded-{hash(name)}.pdb')\n",
        "seen = {}\n\ndef f(x):\n    seen[hash(x)] = x\n",
        "try:\n    hash(x)\nexcept TypeError:\n    x = str(x)\n",
        "from mine import hash\nx = hash('a') % 3\n",
        "def f(hash, x):\n    return hash(x) % 3\n",
        "import zlib\nx = zlib.crc32(b'a') % 10\n",
        "x = hash((1, 2.5)) % 4\n",
        "import logging\nlogging.debug(f'inputs {hash(inputs)}')\n",
        "def bucket(key: tuple[int, ...]):\n    return hash(key) % 3\n",
        """
        def bucket(key, size):
            '''Where a cell is.

            Args:
                key (tuple of int): The cell.
            '''
            return hash(key) % size
        """,
        "temp_table = f'_temp_{abs(hash(query))}'\nstore.create(temp_table)\n",
        """
        def seed_of(step, row_idx):
            return [hash((step, row_idx, trial)) % 99 for trial in range(3)]
        """,
        "def f(item, args):\n    return rows[hash(item + args.seed) % 9]\n",
        """
        import os, sys

        if os.environ.get("PYTHONHASHSEED") != "0":
            sys.exit("run with PYTHONHASHSEED=0")
        bucket = hash("name") % 8
        """,
        Example(
            "def bucket(word):\n    return hash(word) % 8\n",
            files={
                "main.py": """
                import os, sys

                if not os.environ.get("PYTHONHASHSEED"):
                    os.environ["PYTHONHASHSEED"] = "0"
                    os.execv(sys.executable, [sys.executable, *sys.argv])
                """
            },
        ),
        "def bucket(x):\n    return hash(x) % 10\n\nprint(bucket(3), bucket((1, -2)), bucket(x=True))\n",
        "def bucket(x, y):\n    return hash((x, y)) % 10\n\nprint(bucket(3, 4.5))\n",
        "import hashlib\nx = int(hashlib.sha256(b'a').hexdigest(), 16) % 10\n",
    )
    invalid = (
        "bucket = hash(name) % 10  # <- here\n",
        "bucket = abs(hash(name)) % 10  # <- here\n",
        "bucket = hash(name) & 0xFF  # <- here\n",
        "def bucket(key: tuple[int, str]):\n    return hash(key) % 3  # <- here\n",
        """
        def bucket(key, size):
            '''Where a word is.

            Args:
                key (str): The word, of an int of letters.
            '''
            return hash(key) % size  # <- here
        """,
        "def rng(seed: str):\n    return Random(seed=hash(seed))  # <- here\n",
        "def bucket():\n    index = 'a'\n    return hash(index) % 10  # <- here\n",
        "def bucket(x):\n    return hash(x) % 10  # <- here\n\nprint(bucket(3), bucket('a'))\n",
        "def bucket(x):\n    return hash(x) % 10  # <- here\n\nprint(bucket((3, 'a')))\n",
        "def bucket(x):\n    return hash(x) % 10  # <- here\n\nprint(bucket(3), *map(bucket, words))\n",
        "def bucket(x='a'):\n    return hash(x) % 10  # <- here\n\nprint(bucket(3), bucket())\n",
        "import random\nrandom.seed(hash('experiment'))  # <- here\n",
        "import numpy as np\nrng = np.random.default_rng(hash(name) % 2**32)  # <- here\n",
        "import torch\ntorch.manual_seed(abs(hash(path)))  # <- here\n",
        "run(seed=hash(name))  # <- here\n",
        "identifier = f'{hash(config)}.json'  # <- here\n",
        "identifier = str(hash(config))  # <- here\n",
        "key = hash('a' + name)  # <- here\n",
        "key = hash(str(sorted(config.items())))  # <- here\n",
        "def encode(word, size):\n    index = hash(word)  # <- here\n    return index % size\n",
        "features = [hash(word) % 100 for word in words]  # <- here\n",
        """
        class Splitter:
            def is_test(self, key):
                def bucket(k):
                    return (
                        hash(k)  # <- here
                        % 100
                    )
                return bucket(key) < 20
        """,
        "async def shard(key):\n    return hash(f'{key}-0')  # <- here\n",
        # This comes too late for the interpreter that runs it.
        "import os\nos.environ['PYTHONHASHSEED'] = '0'\nx = hash('a') % 3  # <- here\n",
        "shards = sorted(words, key=hash)  # <- here\n",
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.messages = Messages(file)
        self.contents = Contents(file, Identity(file))

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        if self.file.resolve(node.func) != "builtins.hash" or len(node.args) != 1:
            return
        hashed = node.args[0].value
        if self._is_number(hashed) or self._inside_hash_method(node) or self.messages.takes(node):
            return
        if self._names_temporary(node):
            return
        text = self._is_text(hashed)
        use = self._use(node, text)
        if use is not None and not self.file.insists_on_hash_seed:
            said = "`hash()` of text is" if text else _UNSEEN
            message = f"{said} salted anew in every process, and here it {use}"
            yield Problem(node, message, "high" if text else "medium")

    def visit_arg(self, node: cst.Arg) -> Iterator[Problem]:
        if node.keyword is None or node.keyword.value != "key":
            return
        named = self.file.resolve(node.value) == "builtins.hash"
        if named and not self.file.insists_on_hash_seed:
            message = f"{_UNSEEN} salted anew in every process, and here it sets an order"
            yield Problem(node, message, "medium")

    def _inside_hash_method(self, node: cst.CSTNode) -> bool:
        defined = [a.name.value for a in self.file.ancestors(node) if isinstance(a, cst.FunctionDef)]
        return any(name in ("__hash__", "__eq__") or name.endswith("_hash__") for name in defined)

    def _names_temporary(self, node: cst.CSTNode) -> bool:
        """`temporary_table = f"t{hash(x)}"`, `f"/tmp/{hash(x)}"`: nothing of that name outlives the run."""
        assign = self.file.enclosing(node, cst.Assign)
        targets = assign.targets if assign is not None else ()
        if any(_TEMPORARY.search(dotted_name(target.target) or "") for target in targets):
            return True
        text = self.file.enclosing(node, cst.FormattedString)
        first = text.parts[0] if text is not None else None
        return isinstance(first, cst.FormattedStringText) and first.value.startswith("/tmp/")

    # -- what is hashed ------------------------------------------------------------------------------------

    def _is_number(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Tuple):
            return all(self._is_number(element.value) for element in node.elements)
        if isinstance(node, cst.UnaryOperation):
            return self._is_number(node.expression)
        if isinstance(node, cst.BinaryOperation):
            sides = (node.left, node.right)
            summed = isinstance(node.operator, cst.Add | cst.Subtract)
            return all(map(self._is_number, sides)) or (summed and any(map(self._is_number, sides)))
        if isinstance(node, cst.Call):
            return self.file.resolve(node.func) in _NUMBERS
        if isinstance(node, cst.Name) and (self._is_declared_number(node) or self._is_given_numbers(node)):
            return True
        if isinstance(constant(node), int | float):
            return True
        held = self.contents.items.of(node, _DEPTH) if isinstance(node, cst.Name) else Content.UNKNOWN
        return held is Content.NUMBERS or (self._is_counted(node) and held is not Content.SALTED)

    def _is_declared_number(self, name: cst.Name) -> bool:
        """Of a parameter: `key: tuple[int, int]`, or as its function says of it, `key (tuple of int)`."""
        function = self.file.function(name)
        if not isinstance(function, cst.FunctionDef):
            return False
        parameters = [p for p in self.file.below(function.params) if isinstance(p, cst.Param)]
        of_name = [p for p in parameters if p.name.value == name.value]
        if len(of_name) != 1 or len(bindings(self.file, function, name.value)) > 1:
            return False
        if of_name[0].annotation is not None:
            declared = item_declared(self.file, of_name[0].annotation.annotation, Identity(self.file))
            return declared is Content.NUMBERS
        said = re.search(rf"(?m)^\s*{name.value}\s*[(:]\s*([^):\n]+)", function.get_docstring() or "")
        return said is not None and _OF_NUMBERS.fullmatch(said[1].strip()) is not None

    def _is_given_numbers(self, name: cst.Name) -> bool:
        """Of a parameter of which nothing else is said: whether all who call its function give numbers."""
        function = self.file.function(name)
        if not isinstance(function, cst.FunctionDef):
            return False
        if any(p.annotation is not None and p.name.value == name.value for p in _parameters(function)):
            return False
        given = given_by_callers(self.file, name)
        return given is not None and frozenset() < given <= _NUMBER_WORDS

    def _is_counted(self, node: cst.CSTNode) -> bool:
        """`seed`, `self.epoch`: numbers, and so is what can be added to them."""
        return _COUNTS.fullmatch((dotted_name(node) or "").rpartition(".")[2]) is not None

    def _is_text(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FormattedString) or isinstance(constant(node), str | bytes):
            return True
        if isinstance(node, cst.Tuple):
            return any(self._is_text(element.value) for element in node.elements)
        if isinstance(node, cst.BinaryOperation):
            return self._is_text(node.left) or self._is_text(node.right)
        if isinstance(node, cst.Call):
            if isinstance(node.func, cst.Attribute) and node.func.attr.value in TEXT_METHODS:
                return True
            return self.file.resolve(node.func) in TEXT_MAKERS
        return False

    # -- what becomes of it --------------------------------------------------------------------------------

    def _use(self, node: cst.CSTNode, text: bool, depth: int = 3) -> str | None:
        """How the value gets into a result. Of something that may be a number, only clear uses count."""
        below: cst.CSTNode = node
        for parent in self.file.ancestors(node):
            if isinstance(parent, cst.Comparison | cst.Expr | cst.Assert | cst.SubscriptElement):
                return None
            use = self._use_in(parent, below)
            if use is not None:
                return use
            if isinstance(parent, cst.Assign | cst.AnnAssign):
                return self._use_of_names(parent, text, depth)
            if isinstance(parent, cst.BaseStatement | cst.Lambda | cst.FunctionDef):
                break
            if isinstance(parent, cst.Call) and not self._passes_on(parent):
                return None
            below = parent
        return "is handed on" if text else None

    def _use_in(self, parent: cst.CSTNode, below: cst.CSTNode) -> str | None:
        if isinstance(parent, cst.BinaryOperation):
            if isinstance(parent.operator, cst.Modulo) and parent.left is below:
                return "chooses a bucket"
            if isinstance(parent.operator, cst.BitAnd | cst.RightShift):
                return "chooses a bucket"
        if isinstance(parent, cst.Arg) and parent.keyword is not None:
            return "becomes a seed" if parent.keyword.value in _SEED_PARAMETERS else None
        if isinstance(parent, cst.Call) and isinstance(below, cst.Arg):
            name = self.file.resolve(parent.func)
            if name in SEEDERS or name in GENERATORS or named_like_a_seeder(_last_name(parent.func)):
                return "becomes a seed"
            return "becomes text" if name in _SHOWING else None
        return "becomes text" if isinstance(parent, cst.FormattedStringExpression) else None

    def _passes_on(self, call: cst.Call) -> bool:
        return self.file.resolve(call.func) in ("builtins.abs", "builtins.int", "builtins.round")

    def _use_of_names(self, assign: cst.Assign | cst.AnnAssign, text: bool, depth: int) -> str | None:
        targets = [t.target for t in assign.targets] if isinstance(assign, cst.Assign) else [assign.target]
        names = {name for target in targets for name in stored_names(target)}
        uses = [
            use
            for use in self.file.below(self.file.function(assign))
            if isinstance(use, cst.Name)
            and use.value in names
            and self.file.order(use) > self.file.end(assign)
        ]
        for use in uses:
            found = self._use(use, text=False, depth=depth - 1) if depth else None
            if found is not None:
                return found
        return "is kept" if text and not uses else None


def _parameters(function: cst.FunctionDef) -> tuple[cst.Param, ...]:
    given = function.params
    return (*given.posonly_params, *given.params, *given.kwonly_params)


def _last_name(node: cst.CSTNode) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""
