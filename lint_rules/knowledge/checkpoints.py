"""What saves a checkpoint, and how the parts of one are called."""

from __future__ import annotations

import re

SAVERS = frozenset(
    {
        "torch.save",
        "pickle.dump",
        "mlflow.pytorch.log_state_dict",
        "joblib.dump",
        "dill.dump",
        "cloudpickle.dump",
        "torch_xla.core.xla_model.save",
    }
)
SAVING_METHODS = re.compile(r"save(_\w+)?|\w*_save|dump(_\w+)?|write_checkpoint|store_checkpoint")
# `noise_scheduler` and `beta_schedule` are parts of a diffusion model.
OPTIMIZER = re.compile(
    r"optim|(^|_)opt(_|$|\d|(?-i:[A-Z]))|(lr|rate)_?sched|(?<!noise_)sched(?!ule(s|_|$))|scaler|^solver$",
    re.IGNORECASE,
)
# An optimizer that is saved whole, or its state as JAX has it.
WHOLE_OPTIMIZER = re.compile(r"(\w+_)?optimi[sz]er(_state)?|opt_state", re.IGNORECASE)
