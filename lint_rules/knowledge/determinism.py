"""What asks the frameworks for deterministic kernels, and what seeds their draws."""

from __future__ import annotations

# Callable -> the framework whose deterministic kernels it switches.
DETERMINISTIC_CALLS: dict[str, str] = {
    "torch.use_deterministic_algorithms": "torch",
    "torch.set_deterministic": "torch",
    "torch.set_deterministic_debug_mode": "torch",
    "transformers.enable_full_determinism": "torch",
    "transformers.trainer_utils.enable_full_determinism": "torch",
    "monai.utils.set_determinism": "torch",
    "monai.utils.misc.set_determinism": "torch",
    "ignite.engine.DeterministicEngine": "torch",
    "tensorflow.config.experimental.enable_op_determinism": "tensorflow",
}

LIGHTNING_TRAINERS = frozenset(
    f"{package}.{name}"
    for package in ("lightning", "lightning.pytorch", "pytorch_lightning")
    for name in ("Trainer", "trainer.Trainer", "trainer.trainer.Trainer")
)

_LIGHTNING_SEEDS = [
    f"{package}.seed_everything"
    for package in ("lightning", "lightning.pytorch", "lightning.fabric", "pytorch_lightning")
]

# Seeding callable -> the framework that is seeded.
FRAMEWORK_SEEDS: dict[str, str] = {
    "torch.manual_seed": "torch",
    "torch.random.manual_seed": "torch",
    "transformers.set_seed": "torch",
    "transformers.trainer_utils.set_seed": "torch",
    "accelerate.utils.set_seed": "torch",
    "tensorflow.random.set_seed": "tensorflow",
    "tensorflow.set_random_seed": "tensorflow",
    "tensorflow.keras.utils.set_random_seed": "tensorflow",
    "keras.utils.set_random_seed": "tensorflow",
} | dict.fromkeys(_LIGHTNING_SEEDS, "torch")
