from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.ordering.places import confidence_at
from lint_rules.analysis.tree.moment_flow import CUT_OFF, MomentFlow
from lint_rules.knowledge.clocks import MOMENTS, NAMED_MOMENTS
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from lint_rules.analysis.tree.source import SourceFile


class ClockInResult(SourceRule):
    """The time of the run reaches a feature, a split or a result.

    ## What it does

    Reports a clock that is read (`datetime.now()`, `pd.Timestamp.today()`, `time.time()`) where the value
    is subtracted from or compared with a column of a table, becomes a column, an entry of the features or a
    fill value, or bounds the range of the data. Silent for durations, logs, file names, records of when
    something was run, cache expiry, monitors of a service, and values whose use cannot be seen. A cutoff of
    records that are looked at one by one, or asked of a database, is of low confidence: mostly the latest
    are wanted, whenever that is.

    ## Why is this bad?

    The same data gives other features tomorrow, and another split between training and test.

    ## Example

    ```python
    frame["age"] = (pd.Timestamp.now() - frame["birth"]).dt.days
    ```

    ## Use instead

    ```python
    frame["age"] = (REFERENCE_DATE - frame["birth"]).dt.days
    ```
    """

    code = "REP402"
    name = "clock-in-result"
    markers = (b"now", b"today", b"time")
    within_function = True
    calls = MOMENTS | frozenset(NAMED_MOMENTS)
    follows_names = True

    valid = (
        "from datetime import datetime\nend = datetime.now()\nlog_data(end)\nget_data(path, loaded_at=end)\n",
        "from datetime import datetime\ntrain_start = datetime.now().isoformat()\nuse(train_start)\n",
        "from datetime import datetime\ntest_start = datetime.now()\nprint(f'begun at {test_start}')\n",
        "import time\nstale_cutoff = time.time() - 3600\nold = [e for e in entries if e.t < stale_cutoff]\n",
        "import time\n\ndef clean_up(files):\n    cutoff = time.time() - 3600\n    drop(files, cutoff)\n",
        "from datetime import date\nday = date.today().strftime('%Y-%m-%d')\nsave(f'{day}.csv')\n",
        "import time\nstart = time.time()\ntrain()\nprint(time.time() - start)\n",
        "from datetime import datetime\nname = f'run-{datetime.now():%Y}'\n",
        "import pandas as pd\nfrom datetime import datetime\ndf.to_csv(datetime.now().strftime('%Y'))\n",
        "import pandas as pd\nfrom datetime import datetime\nframe['created_at'] = datetime.now()\n",
        "import pandas as pd\nimport time\nif time.time() - cache['loaded'] > 60:\n    reload()\n",
        "import pandas as pd\nimport time\nif time.time() - tasks[name]['time'] > limit:\n    cancel()\n",
        "import pandas as pd\nframe['age'] = pd.Timestamp('2024-01-01') - frame['birth']\n",
        """
        import pandas as pd
        from datetime import datetime

        def report(job, **context):
            return [{"total_time": datetime.now() - job["begun"]}, datetime.now() - context["begun"]]
        """,
        """
        import time

        def train(batches):
            train_start = time.time()
            for batch in batches:
                if is_pause(batch):
                    pause = time.time()
                    log(pause - train_start)
                    train_start = time.time()
                fit(batch)
            train_end = time.time()
            return train_end - train_start
        """,
        "from datetime import datetime\nrecord = {'time': datetime.now().isoformat(), 'loss': loss}\n",
        "import time\nt = time.time()\nresult['seconds'] = time.time() - t\n",
        "import pandas as pd\ndates = pd.date_range('2020-01-01', periods=3)\n",
        "import time\ntrain_start = start = time.time()\nfit()\nprint(time.time() - train_start)\n",
        # The last minutes of a service that runs.
        Example(
            "import time\n\ndef summary(events):\n    cutoff = time.time() - 900\n"
            "    return [e for e in events if e['ts'] >= cutoff]\n",
            path="src/monitoring/serving.py",
        ),
    )
    invalid = (
        "from datetime import datetime\nhold_out_cutoff = datetime.now()  # <- here\nuse(hold_out_cutoff)\n",
        "import pandas as pd\n\ndef clean_data(df):\n    cutoff = pd.Timestamp.now()  # <- here\n"
        "    return df[df.date < cutoff]\n",
        "from datetime import date\nTEST_END = date.today().strftime('%Y-%m-%d')  # <- here\n",
        "import yfinance\nfrom datetime import date\nday = date.today().isoformat()  # <- here\n"
        "yfinance.download('A', end=day)\n",
        "import pandas as pd\ndf['age'] = (pd.Timestamp.now() - df['born']).dt.days  # <- here\n",
        "import pandas as pd\nfrom datetime import datetime\n"
        "df['age'] = datetime.now().year - df['year_of_birth']  # <- here\n",
        """
        import pandas as pd
        from datetime import datetime, timedelta

        def split(df):
            cutoff = datetime.now() - timedelta(days=30)  # <- here
            train = df[df["date"] < cutoff]
            test = df[df["date"] >= cutoff]
            return train, test
        """,
        "import datetime as dt\nimport pandas as pd\ntoday = dt.date.today()  # <- here\n"
        "recent = df[df.date > today]\n",
        "import pandas as pd\ndf['end'] = df['end'].fillna(pd.Timestamp.today())  # <- here\n",
        "import pandas as pd\nnow = pd.to_datetime('now')  # <- here\ndf = df.assign(days=now - df['day'])\n",
        "from datetime import datetime\nfeatures = [x, datetime.now().hour]  # <- here\n",
        "from datetime import datetime\nnow = datetime.now()  # <- here\nfeatures['day'] = now.weekday()\n",
        "from datetime import datetime\ncutoff_time = datetime.now()  # <- here\n",
        "import yfinance\nfrom datetime import date\nyfinance.download('A', end=date.today())  # <- here\n",
        """
        from datetime import datetime

        def main(points):
            end_year = datetime.now().year - 1  # <- here
            start_year = end_year - 5
            extract_yearly_data(points, start_year, end_year)
        """,
        "import pandas as pd\nfrom datetime import datetime\n"
        "index = pd.date_range(end=datetime.today(), periods=9)  # <- here\n",
        "import pandas as pd\nfrom datetime import datetime\ndf['days'] = df['d'].apply(\n"
        "    lambda d: (datetime.now() - d).days  # <- here\n)\n",
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.moments = MomentFlow(file)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        if not self.moments.is_now(node):
            return
        reason = self.moments.reason(node)
        if reason is not None:
            sure = confidence_at(self.file, node, "low" if reason == CUT_OFF else "medium")
            yield Problem(node, f"the time of the run {reason}: other results on another day", sure)
