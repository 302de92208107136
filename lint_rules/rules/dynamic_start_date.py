from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.names import bindings
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOW = frozenset(
    {"datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today"}
    | {"pendulum.now", "pendulum.today", "pendulum.yesterday", "pendulum.tomorrow", "time.time"}
    | {"airflow.utils.timezone.utcnow", "airflow.sdk.timezone.utcnow", "airflow.utils.dates.days_ago"}
    | {"pandas.Timestamp.now", "pandas.Timestamp.today", "pandas.Timestamp.utcnow"}
)
_DEPTH = 4


class DynamicStartDate(SourceRule):
    """Airflow `start_date` that is computed from the current time.

    ## What it does

    Reports a `start_date` of a DAG, a task or `default_args` that depends on `datetime.now()`, `days_ago(…)`,
    `pendulum.today()` and the like.

    ## Why is this bad?

    The DAG file is parsed again and again, and each time the start is another one: which intervals are run,
    and over which data, depends on when the scheduler happened to look. The first run may never come.

    ## Example

    ```python
    with DAG("train", start_date=datetime.now() - timedelta(days=1)):
        ...
    ```

    ## Use instead

    ```python
    with DAG("train", start_date=datetime(2026, 1, 1), catchup=False):
        ...
    ```
    """

    code = "REP703"
    name = "dynamic-start-date"
    markers = (b"airflow",)
    follows_names = True
    calls = _NOW
    packages = MappingProxyType({"airflow": frozenset({"DAG", "dag"})})

    valid = (
        """
        from datetime import datetime
        from airflow import DAG
        dag = DAG("train", start_date=datetime(2026, 1, 1))
        """,
        """
        from datetime import datetime
        from airflow import DAG
        started = datetime.now()
        dag = DAG("train", start_date=datetime(2026, 1, 1), params={"at": started})
        """,
        "from datetime import datetime\nreport(start_date=datetime.now())\n",
        """
        import pendulum
        from airflow.decorators import dag

        @dag(start_date=pendulum.datetime(2026, 1, 1, tz="UTC"))
        def train():
            pass
        """,
    )
    invalid = (
        """
        from datetime import datetime
        from airflow import DAG
        dag = DAG("train", start_date=datetime.now())  # <- here
        """,
        """
        from datetime import datetime, timedelta
        from airflow import DAG
        with DAG("train", start_date=datetime.now() - timedelta(days=1)) as dag:  # <- here
            pass
        """,
        """
        from airflow import DAG
        from airflow.utils.dates import days_ago
        default_args = {"owner": "me", "start_date": days_ago(2)}  # <- here
        dag = DAG("train", default_args=default_args)
        """,
        """
        import datetime as dt
        from airflow.models import DAG
        today = dt.datetime.today()
        start = today.replace(hour=0)
        dag = DAG(
            "train",
            start_date=start,  # <- here
        )
        """,
        """
        import pendulum
        from airflow.decorators import dag

        @dag(start_date=pendulum.now().subtract(days=1))  # <- here
        def train():
            pass
        """,
        """
        from datetime import datetime
        from airflow.operators.python import PythonOperator
        default_args = dict(owner="me", start_date=datetime.utcnow())  # <- here
        """,
    )

    def visit_arg(self, node: cst.Arg) -> Iterator[Problem]:
        if node.keyword is not None and node.keyword.value == "start_date" and self._is_airflows(node):
            yield from self._problem(node.value, node)

    def visit_dict_element(self, node: cst.DictElement) -> Iterator[Problem]:
        if constant(node.key) == "start_date" and self.file.imports("airflow"):
            yield from self._problem(node.value, node)

    def _is_airflows(self, node: cst.Arg) -> bool:
        """Whether a call is one of Airflow's, or makes the arguments for one."""
        call = self.file.parent(node)
        if not isinstance(call, cst.Call) or not self.file.imports("airflow"):
            return False
        name = self.file.resolve(call.func)
        given = argument(call, "dag_id") or argument(call, "task_id") or argument(call, "owner")
        return name.startswith("airflow.") or given is not None

    def _problem(self, value: cst.BaseExpression, where: cst.CSTNode) -> Iterator[Problem]:
        clock = self._clock(value, _DEPTH)
        if clock is not None:
            said = f"`start_date` is computed by `{clock}`, so it is another one each time the file is parsed"
            yield Problem(where, f"{said}; give a fixed date")

    def _clock(self, node: cst.CSTNode, depth: int) -> str | None:
        """What reads the clock for an expression, through the names that it uses."""
        for part in self.file.below(node):
            if isinstance(part, cst.Call):
                name = self.file.resolve(part.func)
                if name in _NOW:
                    return f"{name.removeprefix('datetime.')}()"
            if isinstance(part, cst.Name) and depth:
                for _, bound in bindings(self.file, self.file.function(part), part.value):
                    found = self._clock(bound, depth - 1) if bound is not None else None
                    if found is not None:
                        return found
        return None
