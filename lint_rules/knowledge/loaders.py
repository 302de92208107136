"""Loaders of batches."""

from __future__ import annotations

LOADERS = frozenset(
    {
        "torch.utils.data.DataLoader",
        "torch.utils.data.dataloader.DataLoader",
        "torch_geometric.loader.DataLoader",
        "torch_geometric.data.DataLoader",
        "monai.data.DataLoader",
        "torchdata.stateful_dataloader.StatefulDataLoader",
    }
)

# What a project may call a class of its own that derives from one.
_OWN = ("Loader", "loader")


def is_own_loader(name: str) -> bool:
    return name.endswith(_OWN)
