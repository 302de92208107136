"""Callables that read a clock, and parameters that let a clock end a search or a training."""

from __future__ import annotations

import re

# Points in time, by the wall clock.
MOMENTS = frozenset(
    f"{owner}.{name}"
    for owner, names in (
        ("time", "time time_ns localtime gmtime ctime asctime"),
        ("datetime.datetime", "now utcnow today"),
        ("datetime.date", "today"),
        ("pandas.Timestamp", "now utcnow today"),
        ("pandas.datetime", "now today"),
        ("arrow", "now utcnow"),
        ("pendulum", "now today yesterday tomorrow"),
        ("django.utils.timezone", "now"),
        ("tensorflow", "timestamp"),
    )
    for name in names.split()
)
# These mean now when they are given this text.
NAMED_MOMENTS: dict[str, tuple[str, ...]] = {
    "numpy.datetime64": ("now", "today"),
    "pandas.to_datetime": ("now", "today"),
    "pandas.Timestamp": ("now", "today"),
}
# Bounded by a point in time, these make or fetch other data on another day.
DATA_SPANS = frozenset(
    {
        "pandas.date_range",
        "pandas.bdate_range",
        "pandas.period_range",
        "polars.date_range",
        "polars.datetime_range",
    }
    | {"yfinance.download", "pandas_datareader.DataReader", "pandas_datareader.data.DataReader"}
    | {"pandas_datareader.get_data_yahoo", "pandas_datareader.data.get_data_yahoo"}
)
SPAN_METHODS = frozenset(
    {"history", "download", "DataReader", "get_data_yahoo", "get_historical_data", "date_range"}
)
SPAN_KEYWORDS = frozenset({"start", "end", "start_date", "end_date", "since", "until"})
# A function of one's own that brings data, and what bounds them: `extract_data(points, start, end_year)`.
FETCHES = re.compile(
    r"_*(collect|download|extract|fetch|get|load|pull|query|retrieve|scrape)_(\w+_)?"
    r"(candles|data|dataset|histor(y|ical)|klines|ohlcv?|prices|quotes)(_\w+)?",
    re.IGNORECASE,
)
SPAN_ENDS = re.compile(r"(start|end|since|until)(_?(date|day|year|month|dt))?", re.IGNORECASE)
# Only good for durations.
STOPWATCHES = frozenset(
    f"time.{name}{suffix}"
    for name in ("monotonic", "perf_counter", "process_time", "thread_time")
    for suffix in ("", "_ns")
) | {"timeit.default_timer"}

# Keywords that mean a time budget wherever they stand.
BUDGETS = frozenset(
    {
        "budget_time",  # PyCaret
        "max_eval_time_mins",  # TPOT
        "max_runtime_secs",  # H2O
        "max_time_mins",
        "max_train_time",
        "time_budget",  # FLAML
        "time_budget_s",  # Ray Tune
        "time_left_for_this_task",  # auto-sklearn
        "total_time_limit",  # MLJAR
        "total_time_s",
        "walltime_limit",  # SMAC
    }
)
# Callable or method -> keywords that are a time budget in files that import one of the packages.
BUDGETS_OF: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "optimize": (("timeout",), frozenset({"optuna"})),
    "fmin": (("timeout",), frozenset({"hyperopt"})),
    "fit": (("time_limit",), frozenset({"autogluon", "gluonts"})),
    "fit_extra": (("time_limit",), frozenset({"autogluon"})),
    "refit_full": (("time_limit",), frozenset({"autogluon"})),
    "auto_train": (("time_limit_s",), frozenset({"ludwig"})),
    "Trainer": (("max_time",), frozenset({"lightning", "pytorch_lightning"})),
    "Timer": (("duration",), frozenset({"lightning", "pytorch_lightning"})),
    "AutoMLSearch": (("max_time",), frozenset({"evalml"})),
    "TimeStopping": (("seconds",), frozenset({"tensorflow_addons"})),
    "AutoML": (("time_limit", "time_budget"), frozenset({"flaml", "supervised"})),
    "generate": (("max_time",), frozenset({"transformers"})),
}

# Libraries whose tables may get the time as a value.
TABLE_LIBRARIES = ("pandas", "polars", "dask", "pyspark", "modin", "cudf")
# Names of what is made of times: the features of an example, and the border between training and test.
FEATURES = re.compile(r"\w*feature(s|_vector|_row)?|feats?|X(_\w+)?", re.IGNORECASE)
CUTOFF = re.compile(
    r"cut_?off(_\w+)?|\w+_cut_?off|(reference|ref|as_of|split)_(date|time|day)|(train|test|val)_(start|end)(_date)?",
    re.IGNORECASE,
)
# Names of what trains in a loop.
TRAINS = re.compile(
    r"(partial_)?fit|backward|step|train(_\w+)?|\w*_train(_\w+)?|optimi[sz]e|minimize|run_epoch|evolve|search"
)
