"""Layers that draw their first weights from torch's default generator when they are made."""

from __future__ import annotations

LAYERS = frozenset(
    [
        "Bilinear",
        "Conv1d",
        "Conv2d",
        "Conv3d",
        "ConvTranspose1d",
        "ConvTranspose2d",
        "ConvTranspose3d",
        "Embedding",
        "EmbeddingBag",
        "GRU",
        "GRUCell",
        "LSTM",
        "LSTMCell",
        "Linear",
        "MultiheadAttention",
        "RNN",
        "RNNCell",
        "Transformer",
        "TransformerDecoderLayer",
        "TransformerEncoderLayer",
    ]
)

MODULES = frozenset(
    {
        "torch.nn.Module",
        "torch.nn.modules.module.Module",
        "lightning.LightningModule",
        "lightning.pytorch.LightningModule",
        "pytorch_lightning.LightningModule",
    }
)
