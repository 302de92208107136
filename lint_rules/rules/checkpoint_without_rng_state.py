from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.returned import function_named, values_returned
from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.latest import latest_value
from lint_rules.analysis.tree.nodes import only_index
from lint_rules.knowledge.checkpoints import OPTIMIZER, SAVERS, SAVING_METHODS, WHOLE_OPTIMIZER
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    # Keys and values of what is saved at once; None for what is not seen.
    _Pairs = list[tuple[cst.BaseExpression | None, cst.BaseExpression] | None]

_DICTS = ("builtins.dict", "collections.OrderedDict")
_STATE = re.compile(r"rng|random|seed_state|np_state|getstate|get_state$|bit_generator", re.IGNORECASE)
_SCHEDULER = re.compile(r"sched", re.IGNORECASE)
_GETTERS = re.compile(
    r"get_(cuda_)?rng_state(_all)?|getstate|\w*rng_state\w*|\w*random_state\w*", re.IGNORECASE
)
_SETTERS = re.compile(r"set_rng_state(_all)?|set_?state")
_ADDING = frozenset({"append", "extend", "insert", "setdefault", "update"})


class CheckpointWithoutRngState(SourceRule):
    """A checkpoint for resuming holds no state of the random streams.

    ## What it does

    Reports a saved dict or list that holds the state of an optimizer, scheduler or gradient scaler, and
    nothing of any random stream, and the state of an optimizer that is saved alone. Silent where the same
    file asks for the state of a stream (`torch.get_rng_state`, `random.getstate`), where the dict gets
    contents that cannot be seen, and for weights alone: those are for use, not for resuming.

    ## Why is this bad?

    The state of the optimizer is saved so that training can go on where it stopped. Without the streams it
    goes on with other shuffles, dropout masks and augmentations than the uninterrupted run, and ends
    elsewhere.

    ## Example

    ```python
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)
    ```

    ## Use instead

    ```python
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "rng": torch.get_rng_state(),
            "cuda_rng": torch.cuda.get_rng_state_all(),
        },
        path,
    )
    ```
    """

    code = "REP701"
    name = "checkpoint-without-rng-state"
    markers = (b"opt_state", b"state_dict", b"torch.save")
    calls = frozenset({"pickle.dump", "torch.save"})
    methods = frozenset({"state_dict"})
    follows_names = True

    valid = (
        "import torch\ntorch.save(model.state_dict(), 'model.pt')\n",
        # Nobody goes on from what a test saves.
        Example("import torch\ntorch.save({'opt': optimizer.state_dict()}, p)\n", path="tests/test_save.py"),
        "import torch\ntorch.save({'model': model.state_dict(), 'epoch': 3}, 'model.pt')\n",
        # Its learning rate says nothing of where it stopped; nor is a description the checkpoint.
        "import torch\ntorch.save({'opt': optimizer.state_dict()['param_groups'], 'epoch': 3}, 'c.pt')\n",
        "logger.save_checkpoint('c.pt', metadata={'epoch': 3, 'optimizer': optimizer.state_dict()})\n",
        """
        import torch

        def save(optimizer, path, streams):
            state = {"optimizer": optimizer.state_dict()}
            state.update({"rng_state": streams})
            torch.save(state, path)
            state.update(others())
            torch.save(state, path)
        """,
        "import torch\ntorch.save({'opt': opt.state_dict(), 'rng': torch.get_rng_state()}, 'c.pt')\n",
        "import torch\ntorch.save({'optimizer': optimizer.state_dict(), 'rng_state': states}, 'c.pt')\n",
        """
        import torch
        from collections import OrderedDict

        def save(optimizer, more, path):
            torch.save(OrderedDict([("opt", optimizer.state_dict()), *more]), path)
            torch.save(OrderedDict([("opt", optimizer.state_dict()), ("rng", more)]), path)
            torch.save((optimizer.state_dict(), rng), path)
            torch.save([optimizer.state_dict(), *more], path)
            torch.save([net.state_dict() for net in more], path)
            parts = [optimizer.state_dict()]
            parts.append(states_of(more))
            torch.save(parts, path)
            others = [optimizer.state_dict()]
            others += more
            torch.save(others, path)
            kept = {"opt": optimizer.state_dict()}
            kept.setdefault("more", states_of(more))
            torch.save(kept, path)
        """,
        "backup = {'optimizer': optimizer.state_dict()}\noptimizer.load_state_dict(backup['optimizer'])\n",
        """
        import random
        import torch

        def save(path):
            state = {"optimizer": optimizer.state_dict()}
            state["python"] = random.getstate()
            torch.save(state, path)
        """,
        """
        import torch

        def save(path, extra):
            torch.save({"optimizer": optimizer.state_dict(), **extra}, path)
        """,
        """
        import torch

        def save(path, full):
            state = {"optimizer": optimizer.state_dict()}
            if full:
                state = everything()
            torch.save(state, path)
        """,
        """
        import torch

        class Trainer:
            def save(self, folder):
                torch.save(self.optimizer.state_dict(), folder / "optimizer.pt")
                self.save_streams(folder)

            def save_streams(self, folder):
                torch.save({"cuda": torch.cuda.get_rng_state_all()}, folder / "streams.pt")
        """,
        # Of a diffusion model.
        """
        import torch

        def save(diffusion, path):
            parts = {"net": diffusion.net.state_dict(), "noise": diffusion.noise_schedule.state_dict()}
            torch.save(parts, path)
        """,
        """
        import pickle

        def save(state, file):
            pickle.dump({"params": state.params, "opt_state": state.opt_state, "key": state.key}, file)
        """,
    )
    invalid = (
        # These keys are of no stream.
        """
        import torch

        def save(models, optimizer, api_key, path):
            state = {"optimizer": optimizer.state_dict(), "api_key": api_key}
            for key in models:
                state[key] = models[key].state_dict()
            torch.save(state, path)  # <- here
        """,
        """
        import mlflow
        mlflow.pytorch.log_state_dict({"optimizer": optimizer.state_dict()}, "aux")  # <- here
        """,
        """
        import pickle

        def save(params, opt_state, epoch, path):
            checkpoint = {"params": params, "opt_state": opt_state, "epoch": epoch}
            with open(path, "wb") as file:
                pickle.dump(checkpoint, file)  # <- here
        """,
        """
        import torch

        def checkpoint(model, optimizer):
            state = {"model": model.state_dict()}
            state["optimizer"] = optimizer.state_dict()
            return state

        class Trainer:
            def state_dict(self):
                return {"optimizer": self.optimizer.state_dict(), "step": self.step}

            def save(self, path):
                torch.save(self.state_dict(), path)  # <- here

        def save(model, optimizer, path):
            saved = checkpoint(model, optimizer)
            torch.save(saved, path)  # <- here
            whole = checkpoint(model, optimizer)
            whole["rng_state"] = streams()
            torch.save(whole, path)
        """,
        "import torch\ntorch.save({'model': m.state_dict(), 'optimizer': opt.state_dict()}, p)  # <- here\n",
        "import torch\ntorch.save(optimizer.state_dict(), 'optimizer.pt')  # <- here\n",
        "import torch\ntorch.save(optG.state_dict(), 'optG.pt')  # <- here\n",
        "import torch\ntorch.save(dict(p=p, o=state['optimizer'].state_dict()), path)  # <- here\n",
        "import torch\nstate = {'opt': optim.state_dict(), 'epoch': 1}\ntorch.save(state, p)  # <- here\n",
        "import torch\ntorch.save(scheduler.state_dict(), 'scheduler.pt')  # <- here\n",
        "import torch\ntorch.save(lr_schedule.state_dict(), 'schedule.pt')  # <- here\n",
        """
        import torch

        def save(folder):
            if is_first():
                torch.save(optimizer.state_dict(), folder / "optimizer.pt")  # <- here
                if scheduler is not None:
                    torch.save(scheduler.state_dict(), folder / "scheduler.pt")
        """,
        """
        import torch

        def save(one, path):
            torch.save(  # <- here
                {"model": model.state_dict(), "opt": (optimizer if one else optimizers[0]).state_dict()}, path
            )
        """,
        """
        import torch

        class Trainer:
            def save(self, path):
                checkpoint = dict(
                    model=self.model.state_dict(),
                    scheduler=self.lr_scheduler.state_dict(),
                )
                checkpoint["epoch"] = self.epoch
                torch.save(checkpoint, path)  # <- here
        """,
        """
        def main():
            save_checkpoint({  # <- here
                "epoch": 1,
                "state_dict": model.state_dict(),
                "optimizer": optimizer.state_dict(),
            }, is_best)
        """,
        # The name held something else before, or holds it on another way.
        """
        import torch

        checkpoint = torch.load("last.pt")
        for step in range(100):
            train()
            if step % 10 == 0:
                checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
                print("saving")
                torch.save(checkpoint, "last.pt")  # <- here
        """,
        """
        import torch

        def save(master):
            if master:
                state = {"model": model.state_dict()}
                torch.save(state, "master.pt")
            else:
                state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
                if rank() == 0:
                    torch.save(state, "last.pt")  # <- here
        """,
        """
        import torch
        from collections import OrderedDict

        def save(model, optimizer, path):
            torch.cuda.set_rng_state(torch.cuda.get_rng_state())
            parts = OrderedDict([("model", model.state_dict()), ("opt", optimizer.state_dict())])
            torch.save(parts, path)  # <- here
        """,
        """
        import torch

        def save(model, optimizers, optimizer, path):
            torch.save({name: optimizer.state_dict() for name, optimizer in optimizers}, path)  # <- here
            checkpoint = (model.state_dict(), optimizer.state_dict(), 3)
            torch.save(checkpoint, path)  # <- here
        """,
        """
        import torch

        def save(path, average):
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
            state.update({"average": average.state_dict()}, epoch=3)
            torch.save(state, path)  # <- here
        """,
        # Saved whole.
        """
        import torch

        def save(epoch, model, optimizer):
            torch.save({"epoch": epoch, "model": model, "optimizer": optimizer}, "last.pt")  # <- here
        """,
        """
        import torch

        def save(path):
            state = {"generator": get_state_dict(generator)}
            state["optimizer"] = to_cpu(generator_optimizer.state_dict())
            torch.save(state, path)  # <- here
        """,
        """
        import torch

        def save(path):
            state = {"model": model.state_dict()}
            state["optimizer"] = optimizer.state_dict()
            torch.save(state, path)  # <- here
        """,
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        if (
            not node.args
            or not self._is_saving(node)
            or self._asks_for_state
            or is_test_path(self.file.facts.path)
        ):
            return
        for arg in node.args:
            if arg.star or (arg.keyword is not None and arg.keyword.value == "metadata"):
                continue
            alone = self._is_optimizer_state(arg.value) and not self._is_beside_optimizer(node, arg.value)
            if alone or self._lacks_streams(arg.value):
                yield self._problem(node)

    def _problem(self, node: cst.Call) -> Problem:
        return Problem(
            node, "the optimizer is saved for resuming, and no random stream: it would go on differently"
        )

    def _is_saving(self, call: cst.Call) -> bool:
        if self.file.resolve(call.func) in SAVERS:
            return True
        name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
        return isinstance(name, cst.Name) and bool(SAVING_METHODS.fullmatch(name.value))

    @cached_property
    def _asks_for_state(self) -> bool:
        """Whether anything in the file reads the state of a stream: it may be saved on its own.

        Not so `set_rng_state(get_rng_state())`.
        """
        facts = self.file.facts
        calls = [c for scope in [facts.module, *facts.scopes] for c in scope.calls if c.kind == "call"]
        put_back = {call.line for call in calls if _SETTERS.fullmatch(call.target.rpartition(".")[2])}
        return any(
            _GETTERS.fullmatch(call.target.rpartition(".")[2]) for call in calls if call.line not in put_back
        )

    def _is_beside_optimizer(self, call: cst.Call, state: cst.BaseExpression) -> bool:
        """Whether a scheduler is saved next to its optimizer, of which the same is said."""
        if not _is_of_scheduler(state):
            return False
        around = self.file.function(call)
        others = [
            arg.value for c in self.file.of_kind(cst.Call, around) if self._is_saving(c) for arg in c.args
        ]
        return any(self._is_optimizer_state(one) and not _is_of_scheduler(one) for one in others)

    # -- what is saved -------------------------------------------------------------------------------------

    def _is_optimizer_state(self, node: cst.BaseExpression) -> bool:
        """`optimizer.state_dict()`, `(optimizer if one else optimizers[0]).state_dict()`"""
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute) or node.args:
            return False
        owner = node.func.value
        owners = [owner.body, owner.orelse] if isinstance(owner, cst.IfExp) else [owner]
        named = any(OPTIMIZER.search(_last_part(one)) for one in owners)
        return node.func.attr.value == "state_dict" and named

    def _lacks_streams(self, node: cst.BaseExpression) -> bool:
        """Whether a dict holds the state of an optimizer, and surely no stream."""
        parts = self._parts(node)
        if parts is None:
            return False
        values = [n for v in parts.values() for n in self.file.below(v) if isinstance(n, cst.Call)]
        holds = any(
            self._is_optimizer_state(value) and not isinstance(self.file.parent(value), cst.Subscript)
            for value in values
        )
        holds = holds or (len(parts) > 1 and any(map(_is_whole_optimizer, parts.values())))
        return holds and not any(self._names_stream(key, value) for key, value in parts.items())

    def _names_stream(self, key: str, value: cst.BaseExpression) -> bool:
        words = [n.value for n in self.file.below(value) if isinstance(n, cst.Name | cst.SimpleString)]
        # A stream of JAX; others use keys to look something up.
        return "key" in (key, _last_part(value)) or any(_STATE.search(word) for word in [key, *words])

    def _parts(self, node: cst.BaseExpression, depth: int = 2) -> dict[str, cst.BaseExpression] | None:
        """What is saved at once, also under a name; None where not all of it can be seen."""
        value = latest_value(self.file, node)
        made = self._returned_by(value) if depth else None
        parts = self._shown(value) if made is None else self._parts(made, depth - 1)
        return self._added(node, parts) if parts is not None and isinstance(node, cst.Name) else parts

    def _returned_by(self, call: cst.BaseExpression) -> cst.BaseExpression | None:
        """What a function of the file returns, if always the same: `torch.save(make_checkpoint(), path)`."""
        target = self.file.resolve(call.func) if isinstance(call, cst.Call) else ""
        function = function_named(self.file, target[1:]) if target.startswith(".") else None
        returned = values_returned(self.file, function) if function is not None else []
        return returned[0] if len(returned) == 1 else None

    def _shown(self, value: cst.BaseExpression) -> dict[str, cst.BaseExpression] | None:
        """What a display, a comprehension or a call of `dict` holds."""
        if isinstance(value, cst.DictComp | cst.ListComp):
            return _named([(None, value.value if isinstance(value, cst.DictComp) else value.elt)])
        if isinstance(value, cst.Dict | cst.Tuple | cst.List):
            return _named(_displayed(value))
        if isinstance(value, cst.Call) and self.file.resolve(value.func) in _DICTS:
            return _named(_pairs_of_call(value))
        return None

    def _added(
        self, name: cst.Name, parts: dict[str, cst.BaseExpression]
    ) -> dict[str, cst.BaseExpression] | None:
        """With what `state["x"] = ...` puts into it; None where something unseen may add to it."""
        for use in self.file.names(self.file.function(name), name.value):
            parent = self.file.parent(use)
            if isinstance(parent, cst.Attribute) and parent.attr.value in _ADDING and parent.value is use:
                call = self.file.parent(parent)
                if not isinstance(call, cst.Call) or parent.attr.value != "update":
                    return None
                more = _named(_pairs_of_call(call))
                if more is None:
                    return None
                parts |= more
            if isinstance(parent, cst.AugAssign) and parent.target is use:
                return None
            if not isinstance(parent, cst.Subscript) or parent.value is not use:
                continue
            assign = self.file.enclosing(parent, cst.Assign)
            if isinstance(self.file.parent(parent), cst.AssignTarget) and assign is not None:
                index = only_index(parent)
                key = None if index is None else constant(index)
                parts[key if isinstance(key, str) else f"?{len(parts)}"] = assign.value
        return parts


def _named(pairs: _Pairs) -> dict[str, cst.BaseExpression] | None:
    parts: dict[str, cst.BaseExpression] = {}
    for pair in pairs:
        if pair is None:
            return None
        key = constant(pair[0]) if pair[0] is not None else None
        parts[key if isinstance(key, str) else str(len(parts))] = pair[1]
    return parts


def _is_of_scheduler(state: cst.BaseExpression) -> bool:
    """`scheduler.state_dict()`"""
    method = state.func if isinstance(state, cst.Call) else None
    return isinstance(method, cst.Attribute) and _SCHEDULER.search(_last_part(method.value)) is not None


def _displayed(value: cst.Dict | cst.Tuple | cst.List) -> _Pairs:
    """`{"a": 1}`, `(1, 2)`"""
    pairs: _Pairs = []
    for element in value.elements:
        if isinstance(element, cst.DictElement):
            pairs.append((element.key, element.value))
        else:
            pairs.append((None, element.value) if isinstance(element, cst.Element) else None)
    return pairs


def _pairs_of_call(call: cst.Call) -> _Pairs:
    """`OrderedDict([("a", 1)], b=2)`, `state.update({"a": 1})`"""
    pairs: _Pairs = []
    for number, arg in enumerate(call.args):
        if arg.keyword is not None:
            pairs.append((cst.SimpleString(repr(arg.keyword.value)), arg.value))
        elif number == 0 and not arg.star and isinstance(arg.value, cst.Dict):
            pairs += _displayed(arg.value)
        elif number == 0 and not arg.star and isinstance(arg.value, cst.List):
            displays = [element.value for element in arg.value.elements]
            pairs += [_pair(d) if isinstance(d, cst.Tuple) else None for d in displays]
        else:
            pairs.append(None)
    return pairs


def _pair(display: cst.Tuple) -> tuple[cst.BaseExpression, cst.BaseExpression] | None:
    parts = [element.value for element in display.elements if isinstance(element, cst.Element)]
    return (parts[0], parts[1]) if len(parts) == len(display.elements) == 2 else None


def _last_part(owner: cst.BaseExpression) -> str:
    """What an object is called: `optimizer`, also in `self.optimizer` and `state["optimizer"]`."""
    if (index := only_index(owner)) is not None:
        key = constant(index)
        return key if isinstance(key, str) else ""
    last = owner.attr if isinstance(owner, cst.Attribute) else owner
    return last.value if isinstance(last, cst.Name) else ""


def _is_whole_optimizer(node: cst.BaseExpression) -> bool:
    last = node.attr if isinstance(node, cst.Attribute) else node
    return isinstance(last, cst.Name) and WHOLE_OPTIMIZER.fullmatch(last.value) is not None
