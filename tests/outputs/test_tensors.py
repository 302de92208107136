"""torch: tensors of any dtype and layout, modules, optimizers, generators."""

from __future__ import annotations

import pytest
import torch

from pytest_repro.errors import UnsupportedOutputError
from pytest_repro.fixture import Tolerance

DTYPES = [
    "float16", "bfloat16", "float32", "float64", "complex32", "complex64", "complex128",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float8_e4m3fn", "float8_e5m2",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:ComplexHalf")
@pytest.mark.parametrize("name", DTYPES)
def test_every_dtype_is_measured(name, differ):
    dtype = getattr(torch, name)
    first, second = torch.arange(6).reshape(2, 3), torch.arange(6).reshape(2, 3)
    second[1, 0] += 4
    second[0, 0] += 1
    first, second = first.to(dtype), second.to(dtype)
    (mismatch,) = differ(first, second)
    assert (mismatch.kind, mismatch.index, mismatch.differing, mismatch.max_abs) == ("value", (1, 0), 2, 4.0)
    assert (mismatch.max_ulp is not None) == (dtype.is_floating_point or dtype.is_complex)
    assert differ(first, first.clone()) == ()


def test_booleans_and_unknown_floats_are_compared(differ):
    assert differ(torch.tensor([True, False]), torch.tensor([True, True]))[0].index == (1,)
    (mismatch,) = differ(*(torch.tensor([1.0, x]).to(torch.float8_e4m3fnuz) for x in (1, 2)))
    assert (mismatch.kind, mismatch.index, mismatch.max_abs) == ("value", (1,), None)


def test_one_bfloat16_step_is_one_ulp(differ):
    first = torch.ones(4, dtype=torch.bfloat16)
    second = first.clone()
    second.view(torch.int16)[2] += 1
    (mismatch,) = differ(first, second)
    assert (mismatch.max_ulp, mismatch.max_abs, mismatch.second) == (1, 2**-7, "1.0078125")
    assert differ(first, second, Tolerance(ulp=1)) == ()


def test_strides_views_and_gradients_are_no_values(differ):
    torch.manual_seed(0)
    base = torch.randn(4, 6, dtype=torch.complex64)
    assert differ(base.t(), base.t().contiguous()) == ()
    assert differ(base.conj(), base.conj().resolve_conj()) == ()
    assert differ(base.conj().imag, base.conj().imag.clone()) == ()
    assert differ(base.real, base.real.clone().requires_grad_()) == ()
    assert differ(base[:, ::2], base[:, ::2].clone()) == ()
    assert differ(torch.zeros(1).expand(5), torch.zeros(5)) == ()


@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3)])
def test_shapes_at_the_edge(shape, differ):
    assert differ([1.0, torch.zeros(shape)], [1.0, torch.zeros(shape)]) == ()


def test_slabs_of_a_tensor_out_of_order_cover_it(record, monkeypatch):
    monkeypatch.setattr("pytest_repro.outputs.families.tensors.STEP", 100)
    torch.manual_seed(0)
    base = torch.randn(50, 60)
    assert record(base.t()).digest == record(base.t().contiguous()).digest


def test_zeros_nans_and_dtypes(differ):
    assert differ(torch.tensor([0.0]), torch.tensor([-0.0]))[0].kind == "sign-of-zero"
    assert differ(torch.tensor([torch.nan]), torch.tensor([torch.nan])) == ()
    assert differ(torch.zeros(2), torch.zeros(2).double())[0].kind == "dtype"
    assert differ(torch.zeros(2), torch.zeros(2).numpy())[0].kind == "type"


@pytest.mark.filterwarnings("ignore")
def test_sparse_tensors_are_compared_coalesced(differ):
    first = torch.sparse_coo_tensor([[0, 1, 0]], [1.0, 2.0, 3.0], (3,))
    second = torch.sparse_coo_tensor([[1, 0]], [2.0, 4.0], (3,))
    assert differ(first, second) == ()
    assert not first.is_coalesced()
    assert differ(first, torch.sparse_coo_tensor([[1, 0]], [2.0, 5.0], (3,)))[0].path == "v.values"
    dense = torch.eye(4)
    for layout in ("to_sparse_csr", "to_sparse_csc"):
        assert differ(getattr(dense, layout)(), getattr(dense, layout)()) == ()
        assert differ(getattr(dense, layout)(), getattr(dense * 2, layout)())[0].path == "v.values"


@pytest.mark.filterwarnings("ignore")
def test_quantized_and_nested_tensors(differ):
    values = torch.tensor([0.1, 0.2])
    assert differ(*(torch.quantize_per_tensor(values, scale, 0, torch.qint8) for scale in (0.1, 0.1))) == ()
    assert differ(*(torch.quantize_per_tensor(values, scale, 0, torch.qint8) for scale in (0.1, 0.2)))
    first = torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])
    assert differ(first, torch.nested.nested_tensor([torch.ones(2), torch.zeros(3)]))[0].path == "v[1]"


def test_a_tensor_without_values_is_refused(record):
    with pytest.raises(UnsupportedOutputError, match=r"^v: cannot compare a tensor without values; run"):
        record(torch.empty(3, device="meta"))
    with pytest.raises(UnsupportedOutputError, match=r"^v\.weight: cannot compare a tensor without values"):
        record(torch.nn.LazyLinear(3))


def trained():
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4))
    model.register_buffer("passing", torch.ones(2), persistent=False)
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(5, 3)).square().sum().backward()
    optimizer.step()
    return model, optimizer


def test_modules_are_parameters_and_buffers(record, differ):
    first, second = trained()[0], trained()[0]
    assert differ(first, second) == ()
    assert record(first).leaves[1].path == "v.0.weight"
    second.eval()
    assert differ(first, second) == ()
    second.passing[1] = 2
    with torch.no_grad():
        second[0].weight[2, 1] += 1
    assert [mismatch.path for mismatch in differ(first, second)] == ["v.0.weight", "v.passing"]


def test_optimizers_and_schedulers_are_their_state(differ):
    (_, first), (model, second) = trained(), trained()
    assert differ(first, second) == ()
    model(torch.ones(5, 3)).sum().backward()
    second.step()
    assert "v.state[0]['exp_avg']" in [mismatch.path for mismatch in differ(first, second)]
    for make in (
        lambda o: torch.optim.lr_scheduler.StepLR(o, 2),
        lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 0.1, total_steps=5),
        lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda epoch: 0.9**epoch),
        lambda o: torch.optim.lr_scheduler.ReduceLROnPlateau(o),
        lambda o: torch.optim.swa_utils.AveragedModel(model),
        lambda o: torch.amp.GradScaler("cpu"),
    ):
        assert differ([1, make(trained()[1])], [1, make(trained()[1])]) == ()


def test_generators_differ_once_drawn_from(differ):
    first, second = torch.Generator().manual_seed(1), torch.Generator().manual_seed(1)
    assert differ(first, second) == ()
    torch.randn(3, generator=second)
    assert differ(first, second)


def test_memory_shared_in_one_trial_only_is_aliasing(differ):
    torch.manual_seed(0)
    weight = torch.randn(3)
    tied = {"a": weight, "b": weight}
    assert differ(tied, {"a": weight, "b": weight.clone()})[0].kind == "aliasing"
    assert differ(tied, {"a": weight.clone(), "b": weight}) != ()
    assert differ(tied, tied) == ()


def test_capture_leaves_streams_and_tensors_alone(record):
    model, optimizer = trained()
    versions = [parameter._version for parameter in model.parameters()]
    state = torch.get_rng_state()
    record({"model": model, "optimizer": optimizer, "dtype": torch.float32, "size": torch.Size([1])})
    assert torch.equal(torch.get_rng_state(), state)
    assert [parameter._version for parameter in model.parameters()] == versions
    assert torch.is_grad_enabled()


def test_a_tensor_that_only_pretends_to_have_values_is_refused(record):
    from torch._subclasses.fake_tensor import FakeTensorMode

    with FakeTensorMode():
        fake = torch.ones(3)
    with pytest.raises(UnsupportedOutputError, match=r"^v: cannot "):
        record(fake)


@pytest.mark.filterwarnings("ignore")
def test_jagged_tensors_are_their_parts(differ):
    first, second = (
        torch.nested.nested_tensor([torch.ones(2), torch.full((3,), x)], layout=torch.jagged)
        for x in (1.0, 2.0)
    )
    assert differ(first, first) == ()
    assert differ(first, second)[0].path == "v[1]"


def test_subclasses_of_tensors_are_tensors(differ):
    class Image(torch.Tensor):
        pass

    first, second = (torch.full((2, 3), x).as_subclass(Image) for x in (1.0, 2.0))
    assert differ(first, first.clone()) == ()
    assert differ(first.t(), second.t())[0].max_abs == 1.0
