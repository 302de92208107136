"""Where the time of a run goes: into a feature, a cutoff, a span of data, or only to people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.messages import Messages
from lint_rules.analysis.tree.names import later_uses, occurrences
from lint_rules.analysis.tree.nodes import dotted_name, only_index
from lint_rules.analysis.tree.values import held_values, value_of
from lint_rules.knowledge.clocks import (
    CUTOFF,
    DATA_SPANS,
    FEATURES,
    FETCHES,
    MOMENTS,
    NAMED_MOMENTS,
    SPAN_ENDS,
    SPAN_KEYWORDS,
    SPAN_METHODS,
    TABLE_LIBRARIES,
)

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_TABLE = re.compile(
    r"(df|frame|dataframe|data|dataset|table|train|test|valid|x|X)(_\w+|\d*)|\w+_(df|frame|data|table)"
)
_RECORD = re.compile(
    r"time_?stamp|creat|updat|logged|_at$|run|ingest|load|process|export|fetch|download|snapshot|insert|modif|audit",
    re.IGNORECASE,
)
_NO_TABLE = re.compile(
    r"conf|arg|environ|cache|session|token|state|info|meta|stat|setting|header|response|self", re.I
)
_FILLS = frozenset({"fillna", "fill_null", "fill_nan", "assign", "with_columns", "clip", "where", "mask"})
_KEEPING = frozenset(
    {"date", "timestamp", "replace", "normalize", "floor", "tz_localize", "astimezone", "tz_convert"}
)
_WRAPPING = frozenset(
    {
        "pandas.to_datetime",
        "pandas.Timestamp",
        "numpy.datetime64",
        "builtins.int",
        "builtins.float",
        "polars.lit",
    }
)
# Words of names for what is done to old files and entries, which are no data.
_STALE = re.compile(
    r"(^|_)(cached?|clean_?up|delet\w*|expir\w*|old|prun\w*|purg\w*|retention|stale|ttl)(_|$)", re.IGNORECASE
)
# Folders and files that watch a service while it runs: what they count are the last minutes, not data.
_WATCHES = re.compile(r"(^|[/_])(monitor(ing|s)?|observability|telemetry)([/_.]|$)", re.IGNORECASE)
# Keys of reports under which it stands how long something took.
_TOOK = re.compile(
    r"duration|elapsed|latency|uptime|(execution|processing|run|total|wall)_?time", re.IGNORECASE
)
_HOURS = re.compile(r"%-?[HIMSTXcfprs]")
CUT, BOUND = "becomes the cutoff", "bounds the range of the data"
# Of records that are looked at one by one, or asked of a database: mostly the latest are wanted.
CUT_OFF = "becomes the cutoff of what is looked at"
_DEPTH = 5


class MomentFlow:
    """Follows the readings of the clock in one file."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.messages = Messages(file)

    def is_now(self, call: cst.Call) -> bool:
        """Whether a call reads the clock, as a point in time."""
        name = self.file.resolve(call.func)
        if name in MOMENTS:
            given_moment = (
                name in ("time.localtime", "time.gmtime", "time.ctime", "time.asctime") and call.args
            )
            return not given_moment
        texts = NAMED_MOMENTS.get(name)
        return texts is not None and len(call.args) == 1 and constant(call.args[0].value) in texts

    # -- where the value goes ------------------------------------------------------------------------------

    def reason(self, node: cst.CSTNode, depth: int = _DEPTH) -> str | None:
        parent = self.file.parent(node)
        if depth == 0 or parent is None:
            return None
        if isinstance(parent, cst.BinaryOperation):
            return self._in_arithmetic(parent, node, depth)
        if isinstance(parent, cst.Comparison | cst.ComparisonTarget):
            return self._in_comparison(parent, node)
        if isinstance(parent, cst.Attribute):
            return self._through_attribute(parent, depth)
        if isinstance(parent, cst.Arg):
            return self._as_argument(parent, depth)
        if isinstance(parent, cst.Element | cst.DictElement):
            return self._in_display(parent)
        if isinstance(parent, cst.Assign):
            return self._assigned(parent, depth)
        is_passed = isinstance(parent, cst.UnaryOperation | cst.IfExp | cst.Lambda)
        return self.reason(parent, depth - 1) if is_passed else None

    def _in_arithmetic(self, node: cst.BinaryOperation, value: cst.CSTNode, depth: int) -> str | None:
        other = node.right if node.left is value else node.left
        if isinstance(value, cst.Call) and self._is_timeout(node, value):
            return None
        if isinstance(node.operator, cst.Subtract) and self._says_how_long(node):
            return None
        if self._is_column(other):
            return "becomes part of a feature"
        if isinstance(node.operator, cst.Subtract) and (given := self._mapped_over(other)):
            return f"becomes part of a feature, row by row with `{given}`"
        if self._is_length_of_time(other):
            return self.reason(node, depth - 1)
        return None

    def _is_timeout(self, difference: cst.BinaryOperation, value: cst.Call) -> bool:
        """`time.time() - tasks[name]["time"] > limit`"""
        compared = isinstance(self.file.parent(difference), cst.Comparison | cst.ComparisonTarget)
        return compared and self.file.resolve(value.func) in ("time.time", "time.monotonic")

    def _says_how_long(self, difference: cst.CSTNode) -> bool:
        """`{"total_time": (now - job["begun"]).total_seconds()}`"""
        entry = self.file.enclosing(difference, cst.DictElement)
        key = constant(entry.key) if entry is not None else None
        return isinstance(key, str) and _TOOK.search(key) is not None

    def _is_length_of_time(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Integer | cst.Float):
            return True
        names = [n.value for n in self.file.below(node) if isinstance(n, cst.Name)]
        return any(
            re.search(r"delta|offset|days|relativedelta|window|horizon|lookback", name, re.I)
            for name in names
        )

    def _mapped_over(self, node: cst.CSTNode) -> str | None:
        """`df["d"].apply(lambda d: now - d)`: the parameter, where it stands for the values of a column."""
        function = self.file.enclosing(node, cst.Lambda)
        arg = self.file.parent(function) if function is not None else None
        call = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        if function is None or not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
            return None
        method = call.func.attr.value
        parameters = [p.name.value for p in function.params.params]
        uses = [n.value for n in self.file.below(node) if isinstance(n, cst.Name)]
        mapped = method in ("apply", "map", "transform", "map_elements") and self._has_tables
        return method if mapped and any(use in parameters for use in uses) else None

    def _in_comparison(self, node: cst.CSTNode, value: cst.CSTNode) -> str | None:
        comparison = self.file.parent(node) if isinstance(node, cst.ComparisonTarget) else node
        if not isinstance(comparison, cst.Comparison):
            return None
        sides = [comparison.left, *(target.comparator for target in comparison.comparisons)]
        others = [side for side in sides if side is not value]
        return "decides which rows are taken" if any(self._is_column(side) for side in others) else None

    def _through_attribute(self, attribute: cst.Attribute, depth: int) -> str | None:
        """`.year`, `.hour`, `.date()`, `.weekday()`; what makes text is for people."""
        name = attribute.attr.value
        call = self.file.parent(attribute)
        if isinstance(call, cst.Call) and call.func is attribute:
            if name in ("isoformat", "strftime"):
                return self._as_text(call, depth - 1, self._is_day(call, attribute))
            makes_number = name in _KEEPING or name in ("weekday", "isoweekday", "toordinal", "timetuple")
            return self.reason(call, depth - 1) if makes_number else None
        return self.reason(attribute, depth - 1)

    def _is_day(self, call: cst.Call, method: cst.Attribute) -> bool:
        """`date.today().isoformat()`, `now.strftime("%Y-%m-%d")`: with hours, it is when something ran."""
        if method.attr.value == "strftime":
            said = constant(value_of(self.file, call.args[0].value)) if call.args else None
            return isinstance(said, str) and _HOURS.search(said) is None
        made = method.value.func if isinstance(method.value, cst.Call) else None
        return isinstance(made, cst.Attribute) and (
            made.attr.value == "date" or self.file.resolve(made) == "datetime.date.today"
        )

    def _as_text(self, node: cst.CSTNode, depth: int, is_day: bool) -> str | None:
        """`download("A", end=date.today().strftime("%Y-%m-%d"))`: a day that is written bounds data, too."""
        parent = self.file.parent(node)
        if depth > 0 and isinstance(parent, cst.Assign) and isinstance(parent.targets[0].target, cst.Name):
            name = parent.targets[0].target.value
            if is_day and CUTOFF.fullmatch(name):
                return self._cut(parent, name)
            reasons = (self._as_text(use, depth - 1, is_day) for use in later_uses(self.file, parent, name))
            return next((reason for reason in reasons if reason is not None), None)
        found = self._as_argument(parent, depth) if isinstance(parent, cst.Arg) else None
        return found if found == BOUND else None

    def _as_argument(self, arg: cst.Arg, depth: int) -> str | None:
        call = self.file.parent(arg)
        if not isinstance(call, cst.Call):
            return None
        name = self.file.resolve(call.func)
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        if name in _WRAPPING:
            return self.reason(call, depth - 1)
        if name in DATA_SPANS:
            return BOUND
        keyword = arg.keyword.value if arg.keyword is not None else ""
        if method in SPAN_METHODS and keyword in SPAN_KEYWORDS:
            return BOUND
        if FETCHES.fullmatch((dotted_name(call.func) or "").rpartition(".")[2]):
            spelled = keyword or (dotted_name(arg.value) or "").rpartition(".")[2]
            return BOUND if SPAN_ENDS.fullmatch(spelled) else None
        if method in _FILLS and self._has_tables and not _RECORD.search(keyword):
            return "becomes a value of a column"
        return None

    def _in_display(self, element: cst.Element | cst.DictElement) -> str | None:
        """`features = [x, now.hour]`"""
        display = self.file.parent(element)
        assign = self.file.parent(display) if display is not None else None
        if not isinstance(assign, cst.Assign):
            return None
        targets = [t.target for t in assign.targets]
        named = any(isinstance(t, cst.Name) and FEATURES.fullmatch(t.value) for t in targets)
        return "becomes a feature" if named else None

    def _assigned(self, assign: cst.Assign, depth: int) -> str | None:
        target = assign.targets[0].target
        if isinstance(target, cst.Subscript):
            return self._becomes_entry(target)
        if not isinstance(target, cst.Name):
            return None
        if CUTOFF.fullmatch(target.value) and not self._is_stopwatch(assign):
            return self._cut(assign, target.value)
        reasons = (self.reason(use, depth - 1) for use in later_uses(self.file, assign, target.value))
        return next((reason for reason in reasons if reason is not None), None)

    def _cut(self, assign: cst.Assign, name: str) -> str | None:
        """What a name for the end of some data says, unless it is of old files, or is only shown."""
        function = self.file.function(assign)
        around = function.name.value if isinstance(function, cst.FunctionDef) else ""
        uses = later_uses(self.file, assign, name)
        shown = bool(uses) and all(map(self.messages.takes, uses))
        aside = any(map(_STALE.search, (name, around))) or _WATCHES.search(self.file.facts.path) is not None
        if shown or aside:
            return None
        return CUT if not uses or any(map(self._cuts_data, uses)) else CUT_OFF

    def _cuts_data(self, use: cst.Name) -> bool:
        """`frame[frame.date < cutoff]`, `split_at(cutoff)`: of a table, or wherever it is handed."""
        if isinstance(self.file.parent(use), cst.Arg | cst.Return | cst.Assign):
            return True
        statement = self.file.enclosing(use, cst.SimpleStatementLine)
        index = self.file.enclosing(use, cst.Index)
        return index is not None and statement is not None and self.file.holds(statement, index)

    def _is_stopwatch(self, assign: cst.Assign) -> bool:
        """`train_start = time.time()`, of which and another time of the clock the difference is taken."""
        function = self.file.function(assign)
        names = [t.target.value for t in assign.targets if isinstance(t.target, cst.Name)]
        uses = [use for name in names for use in occurrences(self.file, function, name)]
        taken = [(use, self.file.parent(use)) for use in uses]
        return any(
            self._is_reading(part.right if part.left is use else part.left)
            for use, part in taken
            if isinstance(part, cst.BinaryOperation) and isinstance(part.operator, cst.Subtract)
        )

    def _is_reading(self, node: cst.BaseExpression) -> bool:
        """Whether an expression reads the clock, or names what did."""
        held = held_values(self.file, node, node.value) if isinstance(node, cst.Name) else [node]
        return any(isinstance(one, cst.Call) and self.is_now(one) for one in held)

    def _becomes_entry(self, target: cst.Subscript) -> str | None:
        base = target.value.value if isinstance(target.value, cst.Attribute) else target.value  # df.loc[...]
        if not isinstance(base, cst.Name):
            return None
        words = [str(constant(n)) for n in self.file.below(target) if isinstance(n, cst.SimpleString)]
        if any(_RECORD.search(word) for word in words):
            return None
        if FEATURES.fullmatch(base.value):
            return "becomes a feature"
        return "becomes a column" if self._has_tables and words and _TABLE.fullmatch(base.value) else None

    # -- tables --------------------------------------------------------------------------------------------

    @property
    def _has_tables(self) -> bool:
        return any(self.file.imports(library) for library in TABLE_LIBRARIES)

    def _is_column(self, node: cst.CSTNode) -> bool:
        """Whether an expression is, or is computed from, a column of a table."""
        return self._has_tables and any(self._names_column(part) for part in self.file.below(node))

    def _holds_keywords(self, node: cst.Name) -> bool:
        """Whether a name is that of `**context`, which holds arguments."""
        function = self.file.function(node)
        given = function.params.star_kwarg if isinstance(function, cst.FunctionDef) else None
        return given is not None and given.name.value == node.value

    def _names_column(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Subscript):
            index = only_index(node)
            key = None if index is None else constant(index)
            named = [n for n in self.file.below(node.value) if isinstance(n, cst.Name)]
            odd = any(_NO_TABLE.search(n.value) or self._holds_keywords(n) for n in named)
            return isinstance(key, str) and not odd and not _RECORD.search(key)
        if isinstance(node, cst.Call):
            return self.file.resolve(node.func) in ("polars.col", "pyspark.sql.functions.col")
        if isinstance(node, cst.Attribute):
            if node.attr.value == "dt":
                return True
            return isinstance(node.value, cst.Name) and bool(_TABLE.fullmatch(node.value.value))
        return False
