from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.held import RETURNED, is_doubtful
from lint_rules.analysis.ordering.order import OrderFlow
from lint_rules.analysis.ordering.returned import function_named
from lint_rules.analysis.tree.arguments import argument, constant, is_open
from lint_rules.analysis.tree.names import bindings, is_store, later_uses, spelled
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.knowledge import polars
from lint_rules.model import Span
from lint_rules.rule import Change, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.model import Confidence

_CLASSES = frozenset(f"polars.{name}" for name in ("DataFrame", "LazyFrame", "Series", "Expr"))
_DEPTH = 6


class UnorderedGroup(SourceRule):
    """Polars groups or deduplicates rows in no fixed order, and the order reaches a result.

    ## What it does

    Reports `group_by`, `unique` and `value_counts` of polars, without `maintain_order=True`, where the
    order of the rows gets into something that keeps it: a list, an array, a file, a row number, "the first
    one", a returned frame. Silent where the rows are sorted afterwards, counted, or only looked up (the
    right side of a join), and where it cannot be seen that the object is of polars. Of low confidence where
    they are handed to a function of the project that lies elsewhere.

    ## Why is this bad?

    Polars groups in parallel, by hashes, and promises no order of the groups: it differs from run to run.
    With it differ row numbers, splits, batches, and whichever row comes first.

    ## Example

    ```python
    users = pl.read_csv("events.csv").group_by("user").agg(pl.len())
    users.write_csv("users.csv")
    ```

    ## Use instead

    ```python
    users = pl.read_csv("events.csv").group_by("user", maintain_order=True).agg(pl.len())
    users.write_csv("users.csv")
    ```

    ## Fix safety

    The fix adds `maintain_order=True`. It is safe: it costs time at most.
    """

    code = "REP306"
    name = "unordered-group"
    markers = (b"polars",)
    methods = polars.UNORDERED | polars.ALWAYS_UNORDERED
    follows_names = True
    follows_calls = True

    valid = (
        """
        import polars as pl
        import pyarrow as pa

        def kinds(table, column):
            return list(table[column].filter(table[column].is_null()).unique())
        """,
        "import polars as pl\nf = pl.read_csv('a').to_pandas()\nuse(f['u'].unique())\n",
        "import polars as pl\nx = df.groupby('u').apply(lambda d: pl.DataFrame(d))\nuse(x)\n",
        "import polars as pl\nx = df.groupby('u').sum().pipe(pl.from_pandas)\nuse(x)\n",
        """
        import polars as pl
        import funcy, helpers

        class Rows(helpers.Base):
            def collect(self, out):
                for key, rows in helpers.group_by(self.rows, "u"):
                    out.append(rows)
                for key, rows in funcy.group_by("u", self.rows):
                    out.append(rows)
                for key, rows in self.group_by("u"):
                    out.append(rows)
        """,
        """
        import polars as pl

        class Rows:
            def group_by(self, name):
                return sorted(self.groups(name))

        def collect(rows, out):
            for key, group in rows.group_by("u"):
                out.append(group)
        """,
        "import polars as pl\nids = pl.read_csv('a')['u'].unique()\nid2image = load(ids)\nuse(id2image[1])\n",
        "import polars as pl\nx = pl.DataFrame(a).group_by('u', maintain_order=True).len()\nuse(x)\n",
        "import polars as pl\nx = pl.read_csv('a').group_by('u').agg(pl.len()).sort('u')\nuse(x)\n",
        """
        import pandas as pd
        import polars as pl

        class Loader:
            def read(self) -> pd.DataFrame:
                return self.source.read()

            def users(self):
                return self.read()["user_id"].unique().tolist()
        """,
        "import polars as pl\nn = pl.read_csv('a').unique().height\nuse(n)\n",
        "import polars as pl\nnone = pl.scan_csv('a').unique().limit(1).collect().is_empty()\nuse(none)\n",
        """
        import polars as pl

        class Means:
            def fit(self, data: pl.DataFrame):
                self._means = data.group_by("user").agg(pl.col("x").mean())

            def transform(self, data: pl.DataFrame):
                return data.join(self._means, on="user", how="left")
        """,
        "import polars as pl\nn = pl.read_csv('a')['u'].unique().len()\nuse(n)\n",
        "import polars as pl\nf = pl.read_csv('a')\ng = f.group_by('u').len()\nuse(f.join(g, on='u'))\n",
        "import polars as pl\nf = pl.read_csv('a')\nprint(f.unique())\n",
        "import pandas as pd\nimport polars as pl\nx = pd.read_csv('a')['u'].unique()\nuse(x)\n",
        "import numpy as np\nimport polars as pl\nx = np.unique(y)\nuse(x)\n",
        "import polars as pl\n\ndef f(table):\n    return table.unique()\n",
        "import polars as pl\nx = pl.col('u').unique().sort()\nuse(x)\n",
        "import polars as pl\nx = f.filter(pl.col('u').is_in(pl.col('v').unique()))\nuse(x)\n",
        "import polars as pl\nx = f.select(pl.col('u').unique().count())\nuse(x)\n",
        "import polars as pl\nu = pl.read_csv('a')['u'].unique()\nknown = set(u)\n",
        "import polars as pl\nf = pl.read_csv('a')\nuse(pl.concat([f.unique(), f.unique()]).sort('u'))\n",
    )
    invalid = (
        """
        import polars as pl

        def kinds(df, column):
            values = list(df[column].filter(~df[column].is_null()).unique())  # <- here
            return pl.Enum(values + ["other"])
        """,
        "import polars as pl\nf = pl.read_csv('a')\nuse(f['u'].to_frame().unique())  # <- here\n",
        "import polars as pl\nword2idx = number(pl.read_csv('a')['u'].unique())  # <- here\nuse(word2idx)\n",
        "import polars as pl\nfor key, rows in f.group_by('u'):  # <- here\n    out.append(rows)\n",
        "import polars as pl\nx = f.groupby('u').agg(pl.count())  # <- here\nuse(x)\n",
        "import polars as pl\nx = pl.read_csv('a').group_by('u').len()  # <- here\nx.write_csv('b')\n",
        "import polars as pl\n\ndef f(x: pl.DataFrame):\n    return x.unique()  # <- here\n",
        "import polars as pl\nf = pl.read_csv('a')\nn = f['u'].unique().to_list()  # <- here\nuse(n)\n",
        "import polars as pl\nf = pl.read_csv('a')\ng = f.unique(['u'])  # <- here\ntrain(g.to_numpy())\n",
        "import polars as pl\nf = pl.scan_csv('a')\n"
        "x = f.group_by('u').agg(pl.mean('v')).collect().with_row_index()  # <- here\nuse(x)\n",
        """
        import polars as pl

        def label(frame: pl.DataFrame) -> list:
            rows = []
            for key, group in frame.group_by("user"):  # <- here
                rows.append(key)
            return rows
        """,
        """
        import polars as pl

        def first(frame):
            counts = (
                frame.lazy()
                .group_by("user")  # <- here
                .agg(pl.col("value").sum())
                .collect()
            )
            return counts.head(1)
        """,
        "import polars as pl\nx = f.select(pl.col('u').unique())  # <- here\nuse(x['u'].to_list())\n",
        "import polars as pl\nc = pl.Series(values).value_counts()  # <- here\nc.write_csv('b')\n",
        "import polars as pl\nf = pl.read_csv('a')\nuse(pl.concat([f.unique(), f]))  # <- here\n",
        """
        import polars as pl

        class Loader:
            def read(self) -> pl.DataFrame:
                return self.source.read()

            def users(self):
                return self.read()["user_id"].unique().to_list()  # <- here
        """,
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.flow = OrderFlow(file)
        self._followed: set[str] = set()  # attributes whose reads are being looked at

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        if method not in polars.UNORDERED | polars.ALWAYS_UNORDERED or is_open(node):
            return
        asked = argument(node, "maintain_order") or argument(node, "sort")
        if asked is not None and constant(asked) is not False:
            return
        if not isinstance(node.func, cst.Attribute) or not self._is_polars(node.func, node):
            return
        self._followed.clear()
        reason = self._reason(node, grouped=method in polars.GROUPING)
        if reason is not None:
            change = self._change(node) if method in polars.UNORDERED else None
            said = f"`{method}` hands rows out in no fixed order, and the order {reason}"
            yield Problem(node.func.attr, said, _confidence(reason), change)

    def _change(self, call: cst.Call) -> Change:
        given = argument(call, "maintain_order")
        if given is not None:
            return Change("Maintain the order", ((given, "True"),), safe=True)
        if call.args:
            place = self.file.position(call.args[-1].value)
            where = Span(place.end_line, place.end_column, place.end_line, place.end_column)
            return Change("Maintain the order", ((where, ", maintain_order=True"),), safe=True)
        place = self.file.position(call)
        where = Span(place.end_line, place.end_column - 1, place.end_line, place.end_column - 1)
        return Change("Maintain the order", ((where, "maintain_order=True"),), safe=True)

    # -- is it of polars? ----------------------------------------------------------------------------------

    def _is_polars(self, method: cst.Attribute, call: cst.Call) -> bool:
        """By what the chain of methods begins with, or by an expression that one of them is given."""
        if not self.file.imports("polars"):
            return False
        return (
            self._is_frame(method.value, _DEPTH)
            or self._is_given_expressions(call)
            or self._is_gone_through(method)
        )

    def _is_gone_through(self, method: cst.Attribute) -> bool:
        """`for key, rows in frame.group_by("a")`: groups of another library's tables can hardly be.

        Functions and methods that somebody has written can: `helpers.group_by(rows, "a")`.
        """
        call = self.file.parent(method)
        loop = self.file.parent(call) if call is not None else None
        if method.attr.value != "group_by" or not isinstance(loop, cst.For | cst.CompFor):
            return False
        written = any(scope.name == "group_by" for scope in self.file.facts.scopes)
        known = written or self.file.resolve(method) or dotted_name(method.value) in ("self", "cls")
        return isinstance(loop.target, cst.Tuple) and not known

    def _is_frame(self, node: cst.BaseExpression, depth: int) -> bool:
        if depth == 0:
            return False
        name = self.file.resolve(node)
        if name.startswith("polars."):
            return True
        if isinstance(node, cst.Call):
            if self._is_said_to_return_frame(self.file.resolve(node.func)):
                return True
            if isinstance(node.func, cst.Attribute):
                given = node.func.attr.value != "apply" and self._mentions_polars(node.args)
                return given or self._is_frame(node.func, depth)
            return False
        if isinstance(node, cst.Attribute) and node.attr.value in polars.LEAVING:
            return False
        if isinstance(node, cst.Attribute | cst.Subscript):
            return self._is_frame(node.value, depth)
        return isinstance(node, cst.Name) and self._holds_frame(node, depth)

    def _is_said_to_return_frame(self, name: str) -> bool:
        """By the annotation of a function or method of the file."""
        function = function_named(self.file, name[1:]) if name.startswith(".") else None
        return (
            function is not None and function.returns is not None and self._declares_frame(function.returns)
        )

    def _declares_frame(self, annotation: cst.Annotation) -> bool:
        return any(self.file.resolve(part) in _CLASSES for part in self.file.below(annotation.annotation))

    def _holds_frame(self, node: cst.Name, depth: int) -> bool:
        for name, value in bindings(self.file, self.file.function(node), node.value):
            parent = self.file.parent(name)
            annotation = parent.annotation if isinstance(parent, cst.Param) else None
            if annotation is not None and self._declares_frame(annotation):
                return True
            if isinstance(value, cst.BaseExpression) and self._is_frame(value, depth - 1):
                return True
        return False

    def _is_given_expressions(self, call: cst.CSTNode) -> bool:
        """`.group_by("a").agg(pl.mean("b"))`, upwards."""
        method = self.file.parent(call)
        outer = self.file.parent(method) if isinstance(method, cst.Attribute) else None
        if (
            not isinstance(method, cst.Attribute)
            or not isinstance(outer, cst.Call)
            or outer.func is not method
        ):
            return False
        if method.attr.value in polars.TAKING_FUNCTIONS:
            return False
        return self._mentions_polars(outer.args) or self._is_given_expressions(outer)

    def _mentions_polars(self, args: Sequence[cst.Arg]) -> bool:
        parts = (part for arg in args for part in self.file.below(arg.value))
        attributes = (part for part in parts if isinstance(part, cst.Attribute))
        return any(
            self.file.resolve(part).startswith("polars.") or self._is_only_of_polars(part)
            for part in attributes
        )

    def _is_only_of_polars(self, method: cst.Attribute) -> bool:
        """`df["a"].is_null()`: pandas says `isnull`, Spark `isNull`."""
        others = any(map(self.file.imports, ("cudf", "ibis", "pyarrow")))
        return method.attr.value in polars.ONLY_OF_POLARS and not others

    # -- where the order goes ------------------------------------------------------------------------------

    def _reason(self, node: cst.CSTNode, grouped: bool, depth: int = _DEPTH * 2) -> str | None:
        """How the order of the rows gets into a result, up through the methods that are called on them."""
        parent = self.file.parent(node)
        if depth == 0 or parent is None:
            return None
        if isinstance(parent, cst.Attribute):
            return self._through_method(parent, grouped, depth)
        if isinstance(parent, cst.Subscript) and parent.value is node:
            return self._reason(parent, grouped=False, depth=depth - 1)
        if isinstance(parent, cst.Assign) and isinstance(target := parent.targets[0].target, cst.Name):
            uses = later_uses(self.file, parent, target.value)
            return self._first_reason(uses, grouped, depth)
        if isinstance(parent, cst.Assign) and dotted_name(parent.targets[0].target) in self._followed:
            return None  # `self._table = self._table.lazy()`
        if isinstance(parent, cst.Assign) and (read := self._reads(parent.targets[0].target)):
            return self._first_reason(read, grouped, depth)
        if isinstance(parent, cst.Arg):
            return self._as_argument(parent, node, depth)
        if isinstance(parent, cst.Element) and (listed := self._concatenated(parent)) is not None:
            return self._reason(listed, grouped=False, depth=depth - 1)
        return None if isinstance(parent, cst.BinaryOperation) else self.flow.reason(node)

    def _first_reason(self, uses: Sequence[cst.CSTNode], grouped: bool, depth: int) -> str | None:
        reasons = (self._reason(use, grouped, depth - 1) for use in uses)
        return next((reason for reason in reasons if reason is not None), None)

    def _reads(self, target: cst.BaseExpression) -> list[cst.CSTNode]:
        """Where a class reads its own `self._table`, which nobody else is meant to."""
        name, owner = dotted_name(target) or "", self.file.enclosing(target, cst.ClassDef)
        if not name.startswith("self._") or owner is None:
            return []
        self._followed.add(name)
        return [use for use in spelled(self.file, owner, name) if not is_store(self.file, use)]

    def _through_method(self, attribute: cst.Attribute, grouped: bool, depth: int) -> str | None:
        method = attribute.attr.value
        call = self.file.parent(attribute)
        if not isinstance(call, cst.Call) or call.func is not attribute:
            return None
        if not grouped:
            if method in polars.SETTLING or method in polars.REDUCING:
                return None
            if method == "select" and all(self._is_reduced(arg.value) for arg in call.args):
                return None
            if method in polars.PLACING:
                return None if self._is_asked_whether_empty(call) else polars.PLACING[method]
            if method.startswith(polars.WRITING):
                return "is written to a file"
        return self._reason(call, grouped=method in polars.GROUPING, depth=depth - 1)

    def _is_asked_whether_empty(self, call: cst.Call) -> bool:
        """`rows.head(1).collect().is_empty()`"""
        method = self.file.parent(call)
        while isinstance(method, cst.Attribute):
            outer = self.file.parent(method)
            if method.attr.value in polars.COUNTED:
                return True
            if not isinstance(outer, cst.Call) or method.attr.value not in ("collect", "lazy"):
                return False
            method = self.file.parent(outer)
        return False

    def _concatenated(self, element: cst.Element) -> cst.Call | None:
        """`pl.concat([a.unique(), b])`"""
        display = self.file.parent(element)
        arg = self.file.parent(display) if isinstance(display, cst.List | cst.Tuple) else None
        call = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        concatenates = isinstance(call, cst.Call) and self.file.resolve(call.func) == "polars.concat"
        return call if concatenates and isinstance(call, cst.Call) else None

    def _as_argument(self, arg: cst.Arg, node: cst.CSTNode, depth: int) -> str | None:
        call = self.file.parent(arg)
        if not isinstance(call, cst.Call):
            return None
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        if method in polars.LOOKED_UP:
            return None
        if method == "agg":
            return "is kept in a column of lists"
        if method == "select" and all(self._is_reduced(other.value) for other in call.args):
            return None
        if method in ("select", "with_columns", "concat"):
            return self._reason(call, grouped=False, depth=depth - 1)
        name = self.file.resolve(call.func)
        shown = name.startswith(polars.PLOTTING) or (name.rpartition(".")[2] or method) in polars.ASSERTIONS
        return None if shown else self.flow.reason(node)

    def _is_reduced(self, node: cst.BaseExpression) -> bool:
        """Whether an expression comes to one row: `pl.col("a").max()`, `pl.len()`."""
        function = node.func if isinstance(node, cst.Call) else None
        return isinstance(function, cst.Attribute) and function.attr.value in polars.REDUCING


def _confidence(reason: str) -> Confidence:
    if is_doubtful(reason):
        return "low"
    return "medium" if reason == RETURNED else "high"
