"""Memory that is read before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from source_contract import SourceContract

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench


class TestUninitializedMemory(SourceContract):
    source = "uninitialized-memory"
    other_order = True
    probes = """
        import copy
        import pickle

        import numpy as np
        import torch

        def _show(value):
            return np.asarray(value).astype("f8").round(3).ravel().tolist()

        def empty():
            return _show(np.empty(5))  # HERE

        def empty_like():
            return _show(np.empty_like(np.ones((2, 3), "f4")))  # HERE

        def columns():
            return _show(np.empty((3, 4), order="F"))  # HERE

        def integers():
            return _show(np.empty(60, int))  # HERE

        def truths():
            return _show(np.empty(60, bool))  # HERE

        def dates():
            return np.empty(40, "M8[D]").astype(str).tolist()  # HERE

        def records():
            return _show(np.empty(9, [("a", "f8"), ("b", "i4")])["a"])  # HERE

        def masked():
            return _show(np.log2(np.array([0.0, 1, 0, 4, 0]), where=np.arange(5) % 2 > 0))  # HERE

        def masked_pairs():
            return _show(np.divmod(np.arange(6), 4, where=[[True], [False]]))  # HERE

        def steady_masked():
            into = np.zeros(5)
            return [
                np.log2(np.array([0.0, 1, 0, 4, 0]), where=np.arange(5) % 2 > 0, out=into).tolist(),
                float(np.add.reduce(np.ones(3))), isinstance(np.log2, np.ufunc), np.log2.nin,
                pickle.loads(pickle.dumps(np.log2)) is np.log2, copy.deepcopy(np.log2)(8.0), str(np.log2),
                {np.log2: 1}[np.log2.__wrapped__ if hasattr(np.log2, "__wrapped__") else np.log2],
            ]

        def large():
            array = np.empty(10_000)  # HERE
            return [float(array[0]), float(array[9_000]), int(array.argmax())]

        def tensor():
            return _show(torch.empty(5))  # HERE

        def tensor_like():
            return _show(torch.empty_like(torch.ones(2, 3)))  # HERE

        def new_tensor():
            return _show(torch.ones(2).new_empty(4))  # HERE

        def strided():
            return _show(torch.empty_strided((2, 3), (1, 2)))  # HERE

        def resized():
            return _show(torch.ones(2).resize_(6))  # HERE

        def constructed():
            return _show(torch.Tensor(2, 3)) + _show(torch.Tensor(np.int64(4)))  # HERE

        def sized():
            return _show(torch.Tensor(torch.Size([3])))  # HERE

        def embedded():
            return _show(torch.nn.Parameter(torch.Tensor(2, 2)).detach())  # HERE

        def constructed_by_type():
            return _show(torch.FloatTensor(2, 3)) + _show(torch.DoubleTensor(torch.Size([2])))  # HERE

        def types_of_old_are_what_they_were():
            F, one = torch.FloatTensor, torch.ones(1)
            return [
                _show(F([1, 2])), F().tolist(), isinstance(one, F), isinstance(1, F), isinstance(F, type),
                one.double().type(F).dtype is torch.float32, one.type(dtype=F).dtype is torch.float32,
                F.dtype is torch.float32, str(F), str(F | None), pickle.loads(pickle.dumps(F)) is F, F == F,
                {F: 1}[torch.FloatTensor], one.type(), isinstance(one, (int, torch.LongTensor)),
            ]

        def new_by_its_old_name():
            return _show(torch.ones(2).new(4))  # HERE

        def half():
            return _show(torch.empty(4, dtype=torch.bfloat16).float())  # HERE

        def parameter():
            return _show(torch.nn.Parameter(torch.empty(3)).detach())  # HERE

        def partly_written():
            scores = np.empty(6)  # HERE
            scores[:4] = range(4)
            return int(scores.argmax()), float(scores.sum())

        def steady_written():
            a, b = np.empty(3), torch.empty(3)  # HERE
            a[:] = 1
            b.fill_(2)
            return _show(a) + _show(b)

        def steady_index():
            table = np.arange(10)
            return len(table[np.empty(4, int)])  # HERE

        def others():
            layer = torch.nn.Linear(2, 2)
            torch.nn.init.ones_(layer.weight)
            return [
                _show(np.zeros(3)), _show(torch.zeros(2)), _show(layer.weight.detach()),
                torch.ones(4).resize_(2).tolist(), np.empty is np.empty, str(np.empty.__name__),
            ]

        def constructors_of_what_is_there():
            class Named(torch.Tensor):
                def __new__(cls, data, name):
                    return torch.Tensor._make_subclass(cls, data)

            class Told(Named):
                def __init__(self, data, name):
                    super().__init__()
                    self.told = name

            class Wrong(Named):
                def __init__(self, data, name):
                    super().__init__(data, name)

            try:
                Wrong(torch.ones(1), "one")
            except TypeError as error:
                said = str(error).partition(".")[0]
            ones = torch.ones(2)
            return [
                _show(torch.Tensor([1, 2])), _show(torch.Tensor(ones)), _show(ones.new([3, 4])), said,
                _show(Named(ones, "a")), Told(ones, "b").told, torch.Tensor().shape == ones.new().shape,
                _show(copy.deepcopy(torch.nn.Parameter(ones)).detach()),
                _show(pickle.loads(pickle.dumps(ones))),
            ]

        def steady_odd_ones():
            torch.manual_seed(0)
            np.random.seed(0)
            return [
                [str(x) for x in np.empty(2, object)], np.empty(0).tolist(), np.empty(()).shape,  # HERE
                torch.empty(2, device="meta").is_meta, list(torch.empty(0, 3).shape),  # HERE
                list(torch.empty(2, 2, requires_grad=True).shape),  # HERE
                list(np.empty((2, 3), order="F").strides),  # HERE
                list(torch.empty(3, out=torch.ones(3)).shape), np.empty_like(np.matrix("1 2")).shape,  # HERE
                np.empty(3, "U5").shape, torch.rand(2).tolist(), np.random.rand(2).tolist(),  # HERE
            ]

        def scripted():
            @torch.jit.script
            def f(x: torch.Tensor):
                return torch.empty(2, 3).fill_(1.0) + x
            return _show(f(torch.ones(1)))
        """


COST = """
        import time
        import numpy as np

        def ratio():
            def best(make):
                times = []
                for _ in range(25):
                    started = time.perf_counter_ns()
                    for _ in range(4):
                        make((1000, 1000)).fill(1.0)
                    times.append(time.perf_counter_ns() - started)
                return min(times)
            return best(np.empty) / best(np.empty.__wrapped__)

        def resident():
            import resource
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            held = np.empty(2**28)
            return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 if held.size else 0
"""


def test_filling_costs_a_few_times_what_the_programs_own_writing_costs(bench: Callable[..., Bench]) -> None:
    answers = bench(COST).vary().answers
    assert answers["ratio"] < 8
    assert answers["resident"] < 200, "of 2 GiB that are never written, most are not touched"
