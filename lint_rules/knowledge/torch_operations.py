"""The operations that torch documents as nondeterministic, in `torch.use_deterministic_algorithms`.

As documented by torch 2.13. A test compares the table with the installed torch.
"""

from __future__ import annotations

from dataclasses import dataclass

DOCUMENTED_BY = "2.13"
GIVEN = "<given>"  # any value but None


@dataclass(frozen=True)
class Demand:
    """An argument without which an operation is deterministic."""

    parameter: str
    index: int | None
    values: tuple[object, ...]  # the values that matter, or GIVEN


@dataclass(frozen=True)
class Operation:
    """One entry of the documentation."""

    callables: tuple[str, ...]
    methods: tuple[str, ...] = ()  # of tensors; only those that no other library has
    when: str = "on a GPU"
    raises: bool = False  # there is no deterministic kernel: it raises when determinism is asked for
    demand: Demand | None = None
    common: bool = False  # nearly every network has it, and it is mostly deterministic


_BACKWARD = "in the backward pass on a GPU"


def _layer(name: str, function: str, **more: object) -> Operation:
    callables = (f"torch.nn.{name}", f"torch.nn.functional.{function}")
    return Operation(callables, **more)  # type: ignore[arg-type]


def _layers(name: str, function: str, dimensions: str, **more: object) -> dict[str, Operation]:
    return {f"torch.nn.{name}{d}d": _layer(f"{name}{d}d", f"{function}{d}d", **more) for d in dimensions}


_PADDING = {
    f"torch.nn.{kind}Pad{d}d": Operation((f"torch.nn.{kind}Pad{d}d",), when=_BACKWARD, raises=raises)
    for kind, raises in (("Replication", False), ("Reflection", True))
    for d in "123"
}

OPERATIONS: dict[str, Operation] = {
    **_layers("Conv", "conv", "123", common=True),
    **_layers("ConvTranspose", "conv_transpose", "123", common=True),
    **_PADDING,
    "torch.bmm": Operation(("torch.bmm",), when="on a GPU, with a sparse tensor", common=True),
    "torch.Tensor.__getitem__": Operation((), when="in the backward pass on a CPU, indexed by a list"),
    "torch.Tensor.index_put": Operation(
        ("torch.index_put", "torch.index_put_"), ("index_put", "index_put_"), "on CPUs and GPUs"
    ),
    "torch.Tensor.put_": Operation((), ("put_",), "on CPUs and GPUs", raises=True),
    "torch.Tensor.scatter_add_": Operation(("torch.scatter_add",), ("scatter_add", "scatter_add_")),
    "torch.gather": Operation(("torch.gather",), when=_BACKWARD),
    "torch.index_add": Operation(("torch.index_add",), ("index_add", "index_add_")),
    "torch.index_select": Operation(("torch.index_select",), ("index_select",), _BACKWARD),
    "torch.repeat_interleave": Operation(("torch.repeat_interleave",), ("repeat_interleave",), _BACKWARD),
    "torch.Tensor.index_copy": Operation(
        ("torch.index_copy",), ("index_copy", "index_copy_"), "on CPUs and GPUs"
    ),
    "torch.Tensor.scatter": Operation(("torch.scatter",), ("scatter_",), demand=Demand("src", 2, (GIVEN,))),
    "torch.Tensor.scatter_reduce": Operation(
        ("torch.scatter_reduce",),
        ("scatter_reduce", "scatter_reduce_"),
        raises=True,
        demand=Demand("reduce", 3, ("sum", "mean", "prod")),
    ),
    "torch.nn.MaxPool3d": _layer("MaxPool3d", "max_pool3d", when=_BACKWARD),
    "torch.nn.AvgPool3d": _layer("AvgPool3d", "avg_pool3d", when=_BACKWARD, raises=True),
    **_layers("AdaptiveAvgPool", "adaptive_avg_pool", "23", when=_BACKWARD, raises=True),
    "torch.nn.AdaptiveMaxPool2d": _layer(
        "AdaptiveMaxPool2d", "adaptive_max_pool2d", when=_BACKWARD, raises=True
    ),
    **_layers("FractionalMaxPool", "fractional_max_pool", "23", when=_BACKWARD, raises=True),
    **_layers("MaxUnpool", "max_unpool", "123", raises=True),
    "torch.nn.functional.interpolate": Operation(
        ("torch.nn.functional.interpolate", "torch.nn.functional.upsample", "torch.nn.Upsample"),
        when=_BACKWARD,
        raises=True,
        demand=Demand("mode", 3, ("linear", "bilinear", "bicubic", "trilinear")),
    ),
    "torch.nn.NLLLoss": _layer("NLLLoss", "nll_loss", raises=True),
    "torch.nn.CTCLoss": _layer("CTCLoss", "ctc_loss", when=_BACKWARD, raises=True),
    "torch.nn.EmbeddingBag": _layer(
        "EmbeddingBag", "embedding_bag", when=_BACKWARD, raises=True, demand=Demand("mode", None, ("max",))
    ),
    "torch.histc": Operation(("torch.histc",), ("histc",), raises=True),
    "torch.bincount": Operation(("torch.bincount",), raises=True, demand=Demand("weights", 1, (GIVEN,))),
    "torch.median": Operation(("torch.median",), raises=True, demand=Demand("dim", 1, (GIVEN,))),
    "torch.nn.functional.grid_sample": Operation(
        ("torch.nn.functional.grid_sample",), when=_BACKWARD, raises=True
    ),
    "torch.cumsum": Operation(("torch.cumsum",), when="on a GPU, of floats", raises=True),
    "torch.Tensor.resize_": Operation((), when="of a quantized tensor", raises=True),
}

BY_CALLABLE: dict[str, Operation] = {name: op for op in OPERATIONS.values() for name in op.callables}
BY_METHOD: dict[str, Operation] = {name: op for op in OPERATIONS.values() for name in op.methods}
