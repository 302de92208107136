from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.scanning.lines import split_lines
from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.recorded import RECORDS, Recorded
from lint_rules.analysis.tree.texts import Texts
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

_RUNS = {"wandb.init": "W&B", "mlflow.start_run": "MLflow"}
_SEED = re.compile(r"seed|random_?state|rng", re.IGNORECASE)
_TRAINS = re.compile(
    r"\.(fit|partial_fit|fit_transform|backward|train_on_batch|learn|train_epoch|training_step)\("
    r"|\b(train|fit|run_training|train_\w+|training_loop)\(|optim(izer)?\.step\(|xgb\.train|lgb\.train"
)
# What records parameters by itself, or brings them from where this file cannot see.
_UNSEEN = re.compile(
    r"autolog|wandb\.agent|wandb\.sweep|TrainingArguments|report_to|WandbLogger|MLFlowLogger|WandbCallback"
    r"|WandbModelCallback|mlflow\.evaluate|hydra|OmegaConf|save_hyperparameters|log_hyperparams"
)
_SAID = re.compile(r"(\"\"\"|''').*?\1|^[ \t]*#[^\n]*$", re.DOTALL | re.MULTILINE)  # docstrings, comments
# Where the next run begins, or this one ends.
_ENDS = re.compile(
    r"^.*\b(?:wandb\.init|mlflow\.start_run)\(|\b(?:run|wandb)\.finish\(|mlflow\.end_run\(", re.MULTILINE
)
_ELSE = re.compile(
    r"eval|infer|predict|upload|download|dataset|data[-_ ]|split|preprocess|log[-_ ]|test|report|promot"
    r"|regist|visuali",
    re.IGNORECASE,
)
_TRAINING = re.compile(r"train|fit|tune|sweep", re.IGNORECASE)
_TESTS = re.compile(r"(^|/)(tests?/|test_|conftest)")


class UnrecordedSeed(SourceRule):
    """Training run whose record holds no seed.

    ## What it does

    Reports `wandb.init(…)` and `mlflow.start_run(…)` in a file that trains, where everything that is recorded
    can be seen and no seed is in it. Silent where parameters come from elsewhere (`config=args`,
    `log_params(params)`), where they are logged automatically, for runs that are disabled, and for those that
    say that they evaluate, upload or show something (`job_type`, `name`).

    ## Why is this bad?

    The run can be looked up, but not repeated: nobody knows from which seed it came.

    ## Example

    ```python
    wandb.init(project="digits", config={"lr": 1e-3})
    ```

    ## Use instead

    ```python
    wandb.init(project="digits", config={"lr": 1e-3, "seed": seed})
    ```
    """

    code = "REP702"
    name = "unrecorded-seed"
    markers = (b"wandb", b"mlflow")
    follows_names = True
    calls = frozenset({*_RUNS, *RECORDS, "wandb.config.update"})
    methods = frozenset({"log_param", "log_params", "set_tag", "set_tags"})

    valid = (
        "import wandb\nwandb.init(config={'lr': 0.1, 'seed': 3})\nmodel.fit(x)\n",
        "import wandb\nwandb.init(config=dict(lr=0.1, random_state=3))\nmodel.fit(x)\n",
        "import wandb\nwandb.init(config=args)\nmodel.fit(x)\n",
        "import wandb\nwandb.init(config=vars(args))\nmodel.fit(x)\n",
        "import wandb\nwandb.init(config={**defaults, 'lr': 0.1})\nmodel.fit(x)\n",
        "import wandb\nwandb.init(project='p')\nwandb.config.seed = 3\nmodel.fit(x)\n",
        "import wandb\nwandb.init(project='p')\nwandb.config.update(args)\nmodel.fit(x)\n",
        "import wandb\nwandb.init(mode='disabled')\nmodel.fit(x)\n",
        "import wandb\nwandb.init(project='p', config={'lr': 0.1})\nprint('nothing is trained here')\n",
        "import wandb\nwandb.init(**options)\nmodel.fit(x)\n",
        "import mlflow\nmlflow.sklearn.autolog()\nwith mlflow.start_run():\n    model.fit(x)\n",
        """
        import mlflow
        with mlflow.start_run():
            mlflow.log_params({"lr": 0.1, "seed": 1})
            model.fit(x)
        """,
        """
        import mlflow

        def main(params):
            with mlflow.start_run():
                mlflow.log_params(params)
                model.fit(x)
        """,
        "import mlflow\nwith mlflow.start_run(run_id=old):\n    mlflow.log_metric('a', model.fit(x))\n",
        "import wandb\nwandb.init(project='p', job_type='eval')\nmodel.fit(x)\n",
        "import wandb\nwandb.init(project='p')\nconfig = wandb.config\nconfig.seed = 3\nmodel.fit(x)\n",
        "import wandb\nwandb.init()\ncfg = wandb.config\ncfg.lr = 1\ncfg.update(args)\nmodel.fit(x)\n",
        """
        import wandb
        model.fit(x)
        run = wandb.init(project="p")
        run.link_artifact(model)
        run.finish()
        other.fit(x)
        """,
        "import mlflow\nwith mlflow.start_run(old):\n    mlflow.log_metric('a', model.fit(x))\n",
        '''
        import mlflow

        def add(model, run=None):
            """As in

            model.fit(x)
            """
            with mlflow.start_run():
                mlflow.log_metric("size", len(model))
        ''',
    )
    invalid = (
        "import wandb\nwandb.init(project='p', config={'lr': 0.1})  # <- here\nmodel.fit(x)\n",
        "import wandb\nrun = wandb.init(project='p')  # <- here\nfor b in data:\n    loss.backward()\n",
        """
        import wandb

        CONFIG = {
            "lr": 0.1,
            "epochs": 3,
        }

        def main():
            wandb.init(project="p", config=CONFIG)  # <- here
            model.fit(x)
        """,
        """
        import wandb
        config = dict(lr=0.1)
        run = wandb.init(config=config)  # <- here
        model.fit(x)
        """,
        """
        import mlflow
        with mlflow.start_run():  # <- here
            mlflow.log_param("lr", 0.1)
            mlflow.log_params({"epochs": 3})
            model.fit(x)
        """,
        """
        import mlflow

        def main():
            # one run
            with mlflow.start_run(run_name="a") as run:  # <- here
                # and its training
                model.fit(x)
                mlflow.log_metric("score", model.score(x))
        """,
    )

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self.file)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        text = self.file.text
        if name not in _RUNS or not _TRAINS.search(text) or _UNSEEN.search(text) or self._is_another(node):
            return
        if _TESTS.search(self.file.facts.path) or self._is_for_something_else(node):
            return
        seen = Recorded(self.file)
        recorded = seen.config(node) if name == "wandb.init" else seen.logged()
        if recorded is None or _SEED.search(" ".join(recorded)):
            return
        if not recorded and not self._trains_here(node):
            return
        what = "its parameters hold no seed" if recorded else "no parameters are recorded, so no seed is"
        yield Problem(
            node, f"this {_RUNS[name]} run cannot be repeated: {what}", "high" if recorded else "medium"
        )

    def _trains_here(self, node: cst.Call) -> bool:
        """Whether training follows in the same function and run: asked where nothing is recorded."""
        end = self.file.position(self.file.function(node)).end_line if self._is_in_function(node) else None
        start = self.file.position(node).end_line
        text = _SAID.sub("", "".join(split_lines(self.file.text)[start:end]))
        return bool(_TRAINS.search(_ENDS.split(text, maxsplit=1)[0]))

    def _is_for_something_else(self, node: cst.Call) -> bool:
        """Whether the run says itself that it evaluates, uploads or shows something."""
        said = [self._texts.of(argument(node, name)) for name in ("job_type", "name", "run_name")]
        told = [text for text in said if text is not None]
        return any(_ELSE.search(text) for text in told) and not any(_TRAINING.search(text) for text in told)

    def _is_in_function(self, node: cst.Call) -> bool:
        return isinstance(self.file.function(node), cst.FunctionDef)

    def _is_another(self, node: cst.Call) -> bool:
        """Whether it is no run of its own: disabled, continued, or started with what cannot be seen."""
        if any(arg.star for arg in node.args):
            return True
        mode = argument(node, "mode")
        if mode is not None and constant(mode) == "disabled":
            return True
        if argument(node, "tags") is not None and self.file.resolve(node.func) == "mlflow.start_run":
            return True
        first = 0 if self.file.resolve(node.func) == "mlflow.start_run" else None
        known = argument(node, "run_id", first)
        return known is not None or any(argument(node, name) is not None for name in ("resume", "id"))
