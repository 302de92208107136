"""Methods of polars frames, series and expressions, by what they do with the order of the rows."""

from __future__ import annotations


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Hand rows out in no fixed order, unless `maintain_order=True` is given.
UNORDERED = _words("group_by groupby unique")
GROUPING = _words("group_by groupby")  # the second in old versions
# The same, without such a parameter.
ALWAYS_UNORDERED = _words("value_counts mode")

# The rows afterwards are in an order of their own, or there is one only.
SETTLING = _words(
    "sort sort_by arg_sort top_k bottom_k set_sorted height width shape n_unique approx_n_unique is_empty "
    "null_count describe columns schema dtypes estimated_size min max any all is_in has_nulls is_sorted "
    "implode_sorted collect_schema equals pivot n_chunks glimpse"
)
# What a few rows are asked for, whichever they are.
COUNTED = _words("height is_empty shape width")
# Of a frame or series that is no group: one number for all rows.
REDUCING = _words("sum mean median std var len count product quantile null_count max min n_unique")
# The rows are numbered, or those are taken that happen to be at a place.
PLACING = {
    "with_row_index": "gives each row a number",
    "with_row_count": "gives each row a number",
    "head": "takes whichever rows come first",
    "limit": "takes whichever rows come first",
    "first": "takes whichever row comes first",
    "tail": "takes whichever rows come last",
    "last": "takes whichever row comes last",
    "slice": "takes rows by position",
    "gather": "takes rows by position",
    "gather_every": "takes rows by position",
    "row": "takes a row by position",
    "item": "takes a row by position",
    "shift": "pairs neighbours",
    "diff": "pairs neighbours",
    "cum_sum": "decides in which order items are accumulated",
    "hstack": "pairs rows by position",
}
WRITING = ("write_", "sink_")
# What comes after these is no longer of polars.
LEAVING = _words("to_pandas to_numpy to_arrow to_torch to_jax to_list to_dict to_dicts")
# What only columns and expressions of polars have, among what is imported beside it.
ONLY_OF_POLARS = _words("fill_null is_duplicated is_first_distinct is_in is_not_null is_null")
# What a frame is searched for, on the right: its own order does not matter.
LOOKED_UP = _words("join join_asof join_where semi_join is_in update filter")
# Comparisons that may be told to ignore the order, and what brings several frames back at once.
ASSERTIONS = _words("assert_frame_equal assert_series_equal collect_all")
# Charts order their axes themselves.
PLOTTING = ("altair.", "plotly.", "matplotlib.", "seaborn.", "hvplot.", "great_tables.")
# Methods of any library's tables: a function of polars that one is given says nothing of the table.
TAKING_FUNCTIONS = _words("apply assign map pipe transform")
