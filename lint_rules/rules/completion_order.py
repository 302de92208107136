from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.held import KEYS_RETURNED
from lint_rules.analysis.ordering.order import OrderFlow
from lint_rules.analysis.ordering.places import confidence_at
from lint_rules.analysis.ordering.queues import Queues, is_repeated
from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import value_of
from lint_rules.knowledge import completion
from lint_rules.rule import Change, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile

_OPTIONS = "tensorflow.data.Options"
_UNORDERED = "generator_unordered"


class CompletionOrder(SourceRule):
    """Order in which tasks finish reaches a result.

    ## What it does

    Reports `as_completed`, `imap_unordered`, `wait`, `ray.wait`, joblib's `generator_unordered`, callbacks
    that append, and results that a queue brings from several workers, where the order gets into something
    that keeps it: a list, a file, a sum of floats, "the first one". Also `DataLoader(in_order=False)` and
    `deterministic=False` of `tf.data`. Silent where the results are sorted, or stored under their own key
    or index; of low confidence where they are, and a function returns the table.

    ## Why is this bad?

    Which task finishes first is up to the operating system, so the order differs from run to run.

    ## Example

    ```python
    results = [future.result() for future in as_completed(futures)]
    ```

    ## Use instead

    ```python
    results = [future.result() for future in futures]
    ```

    ## Fix safety

    `imap` in the place of `imap_unordered`, and `generator` in that of `generator_unordered`, are safe. Going
    through the futures themselves instead of `as_completed(futures)` is unsafe: an error may be seen later.
    """

    code = "REP303"
    name = "completion-order"
    markers = (
        *(b"as_completed", b"_unordered", b"wait", b"Queue", b"apply_async", b"in_order", b"uimap"),
        b"deterministic",
    )
    follows_names = True
    follows_calls = True
    calls = completion.AS_COMPLETED | completion.WAITS | completion.QUEUES | {_OPTIONS}
    methods = frozenset(completion.UNORDERED_METHODS) | completion.QUEUE_NAMES
    keywords = frozenset({"callback", "in_order", "deterministic", "return_as"})

    valid = (
        "from concurrent.futures import as_completed\nfor f in as_completed(fs):\n    f.result()\n",
        "from concurrent.futures import as_completed\nfor f in as_completed(fs):\n    out[fs[f]] = f()\n",
        "from concurrent.futures import as_completed\nr = sorted(f() for f in as_completed(fs))\n",
        "from concurrent.futures import as_completed as a\nr = {fs[f]: f() for f in a(fs)}\nuse(r['a'])\n",
        "rows = pool.imap(work, items)\n",
        "from concurrent.futures import as_completed\nnext(as_completed(futures))\ncollect(futures)\n",
    )
    invalid = (
        "from concurrent.futures import as_completed\nx = [f() for f in as_completed(fs)]  # <- here\nu(x)\n",
        "from multiprocessing import Pool\nrows = list(Pool().imap_unordered(g, xs))  # <- here\nuse(rows)\n",
        "from tqdm import tqdm\n\ndef f(p, xs):\n    return list(tqdm(p.imap_unordered(g, xs)))  # <- here\n",
        "with open('a', 'w') as f:\n    for x in p.imap_unordered(g, xs):  # <- here\n        f.write(x)\n",
        """
        from tqdm import tqdm

        def pack(pool, tasks, size):
            shard = None
            for row in tqdm(pool.imap_unordered(encode, tasks)):  # <- here
                if shard is None:
                    shard = open("shard", "wb")
                shard.write(row)
                if shard.tell() > size:
                    shard.close()
                    shard = None
        """,
        "from torch.utils.data import DataLoader\nloader = DataLoader(d, in_order=False)  # <- here\n",
        "parts = list(p.imap_unordered(g, xs))  # <- here\ntotal = sum(parts, start=Stats())\n",
        "for rows in p.imap_unordered(g, xs):  # <- here\n    cursor.executemany('INSERT', rows)\n",
        "import tensorflow as tf\nd = d.map(  # <- here\n    f,\n    deterministic=False,\n)\n",
        """
        import tensorflow as tf

        def read(names):
            ignore_order = tf.data.Options()
            ignore_order.experimental_deterministic = False  # <- here
            return tf.data.TFRecordDataset(names).with_options(ignore_order)
        """,
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.flow = OrderFlow(file)
        self.queues = Queues(file, self.flow)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        if name in completion.AS_COMPLETED:
            yield from self._handed_out(node, "as_completed", self._futures_instead(node, name))
        elif method in completion.UNORDERED_METHODS:
            yield from self._handed_out(node, method, self._ordered_twin(node, method))
        elif name in completion.WAITS:
            yield from self._waited(node, name)
        elif method == "get" and isinstance(node.func, cst.Attribute):
            reason = self.queues.reason(node, node.func.value)
            if reason is not None:
                yield Problem(node, _said("get", reason), confidence_at(self.file, node))
        elif isinstance(node.func, cst.Call) and self._is_unordered_parallel(node.func):
            value = argument(node.func, "return_as")
            assert value is not None
            change = Change("Keep the order", ((value, '"generator"'),), safe=True)
            yield from self._handed_out(node, _UNORDERED, change)

    def _handed_out(self, node: cst.Call, shown: str, change: Change | None) -> Iterator[Problem]:
        reason = self.flow.reason(node)
        if reason is not None:
            keys = reason.endswith(KEYS_RETURNED)  # who looks a result up gets the same
            sure = confidence_at(self.file, node, "low" if keys else "high")
            yield Problem(node, _said(shown, reason), sure, change)

    def _is_unordered_parallel(self, call: cst.Call) -> bool:
        value = argument(call, "return_as")
        return value is not None and constant(value) == _UNORDERED

    def _ordered_twin(self, call: cst.Call, method: str) -> Change | None:
        if method not in completion.SAME_BUT_ORDERED or not isinstance(call.func, cst.Attribute):
            return None
        twin = completion.UNORDERED_METHODS[method]
        return Change("Keep the order", ((call.func.attr, twin),), safe=True)

    def _futures_instead(self, call: cst.Call, name: str) -> Change | None:
        """asyncio's hands out other awaitables than it is given: these cannot take their place."""
        if not name.startswith("concurrent.") or len(call.args) != 1 or call.args[0].star:
            return None
        futures = call.args[0].value
        if not isinstance(futures, cst.Name | cst.Attribute | cst.ListComp):
            return None
        return Change("Go through the futures in their own order", ((call, futures),), safe=False)

    # -- wait ----------------------------------------------------------------------------------------------

    def _waited(self, node: cst.Call, name: str) -> Iterator[Problem]:
        """`done, pending = wait(...)`: a set, or what came first."""
        if (
            name == "ray.wait"
            and (count := argument(node, "num_returns")) is not None
            and constant(count) != 1
        ):
            return
        if _waits_for_one(node):
            return
        assign = self.file.parent(node)
        if isinstance(assign, cst.Await):
            assign = self.file.parent(assign)
        if not isinstance(assign, cst.Assign):
            return
        target = assign.targets[0].target
        first = target.elements[0].value if isinstance(target, cst.Tuple | cst.List) else None
        if not isinstance(first, cst.Name):
            return
        for use in later_uses(self.file, assign, first.value):
            reason = self.flow.reason(use)
            if reason is not None:
                yield Problem(node, _said(name.rpartition(".")[2], reason), confidence_at(self.file, node))
                return

    # -- callbacks and switches ------------------------------------------------------------------------------

    def visit_arg(self, node: cst.Arg) -> Iterator[Problem]:
        call = self.file.parent(node)
        if node.keyword is None or not isinstance(call, cst.Call):
            return
        last = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
        name = last.value if isinstance(last, cst.Name) else ""
        keyword = node.keyword.value
        if keyword == "callback" and name in completion.CALLING_BACK:
            yield from self._called_back(call, node.value, name)
        elif self._gives_up_order(name, keyword) and constant(node.value) is False:
            change = Change("Keep the order", ((node.value, "True"),), safe=True)
            yield Problem(call, f"`{keyword}=False` hands items out as they are ready", fix=change)

    def _gives_up_order(self, name: str, keyword: str) -> bool:
        known = name in completion.GIVEN_UP.get(keyword, frozenset())
        return known and (keyword == "in_order" or self.file.imports("tensorflow"))

    def _called_back(self, call: cst.Call, callback: cst.BaseExpression, name: str) -> Iterator[Problem]:
        if not isinstance(callback, cst.Attribute) or callback.attr.value not in ("append", "extend"):
            return
        receiver = dotted_name(callback.value)
        repeated = name == "apply_async" and is_repeated(self.file, call)
        if repeated and receiver is not None and not self.flow.loops.is_sorted_later(receiver, call):
            yield Problem(call, _said("callback", "decides the order of a list"))

    def visit_assign(self, node: cst.Assign) -> Iterator[Problem]:
        """`options.deterministic = False`"""
        target = node.targets[0].target
        if not isinstance(target, cst.Attribute) or target.attr.value not in completion.GIVEN_UP_SETTINGS:
            return
        if constant(node.value) is False and self._are_options(target.value):
            change = Change("Keep the order", ((node.value, "True"),), safe=True)
            yield Problem(target, "this hands items out as they are ready", fix=change)

    def _are_options(self, owner: cst.BaseExpression) -> bool:
        """By what made them, or by their name."""
        made = value_of(self.file, owner)
        if isinstance(made, cst.Call) and self.file.resolve(made.func) == _OPTIONS:
            return True
        return "options" in (dotted_name(owner) or "").lower() and self.file.imports("tensorflow")


def _waits_for_one(call: cst.Call) -> bool:
    """`wait([future])`"""
    given = call.args[0].value if call.args else None
    elements = given.elements if isinstance(given, cst.List | cst.Tuple | cst.Set) else ()
    return len(elements) == 1 and isinstance(elements[0], cst.Element)


def _said(shown: str, reason: str) -> str:
    return f"`{shown}` hands results out as they are finished, and that order {reason}"
