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

# They put new layers into a model that is there, with first weights that are drawn.
ADAPTERS = frozenset({"peft.get_peft_model", "peft.inject_adapter_in_model", "peft.mapping.get_peft_model"})

MODULES = frozenset(
    {
        "torch.nn.Module",
        "torch.nn.modules.module.Module",
        "lightning.LightningModule",
        "lightning.pytorch.LightningModule",
        "pytorch_lightning.LightningModule",
    }
)
