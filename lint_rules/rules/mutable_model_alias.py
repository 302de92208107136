from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.texts import HOLE, Texts
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile

_MODEL = re.compile(r"models:/(?P<name>[^@/]+)(?P<kind>[/@])(?P<version>[^/]+)")
_ARTIFACT = re.compile(r"(wandb-artifact://)?(?P<name>[^:]+)(:(?P<version>[^:/]+))?")
_FIXED_ARTIFACT = re.compile(r"v\d+|[0-9a-f]{20,}")
_ARTIFACT_METHODS = frozenset({"use_artifact", "artifact", "use_model"})
_STAGES = frozenset({"latest", "Production", "Staging", "Archived", "None"})


class MutableModelAlias(SourceRule):
    """Registered model or artifact named by an alias that moves.

    ## What it does

    Reports MLflow URIs such as `models:/name/latest`, `models:/name/Production` (a stage) and
    `models:/name@champion` (an alias), and W&B artifacts `name:latest`, with any other alias, or without a
    version (which means the latest). Silent where the version is a number, or cannot be seen.

    ## Why is this bad?

    Whoever registers the next version changes what this line loads.

    ## Example

    ```python
    model = mlflow.pyfunc.load_model("models:/churn/latest")
    data = run.use_artifact("team/project/train:latest")
    ```

    ## Use instead

    ```python
    model = mlflow.pyfunc.load_model("models:/churn/7")
    data = run.use_artifact("team/project/train:v3")
    ```
    """

    code = "REP605"
    name = "mutable-model-alias"
    markers = (b"models:/", b"use_artifact", b".artifact(", b"use_model", b"wandb-artifact:")
    follows_names = True
    methods = _ARTIFACT_METHODS
    syntax = frozenset({"Constant"})

    valid = (
        "import mlflow\nm = mlflow.pyfunc.load_model('models:/churn/7')\n",
        "import mlflow\nm = mlflow.pyfunc.load_model(f'models:/churn/{version}')\n",
        "import mlflow\nm = mlflow.pyfunc.load_model('models:/m-0123456789abcdef0123456789abcdef')\n",
        "import mlflow\nm = mlflow.pyfunc.load_model('runs:/0123456789abcdef/model')\n",
        "import wandb\nrun = wandb.init()\na = run.use_artifact('me/p/train:v3')\n",
        "import wandb\nrun = wandb.init()\na = run.use_artifact(name)\n",
        "import wandb\nrun = wandb.init()\na = run.use_artifact(f'train:{version}')\n",
        "import wandb\nrun = wandb.init()\na = run.use_artifact(wandb.Artifact('train', 'dataset'))\n",
        'def load(uri):\n    """Loads models:/name/latest and the like."""\n    return uri\n',
        "exhibit = museum.artifact('vase:latest')\n",
        "if uri.startswith('models:/'):\n    load(uri)\n",
        "print('use models:/name/latest to load the last one')\n",
    )
    invalid = (
        "import mlflow\nm = mlflow.pyfunc.load_model('models:/churn/latest')  # <- here\n",
        "import mlflow\nm = mlflow.sklearn.load_model(f'models:/{name}/Production')  # <- here\n",
        "import mlflow\nm = mlflow.pyfunc.load_model('models:/churn@champion')  # <- here\n",
        "import mlflow\nuri = 'models:/' + name + '/latest'  # <- here\nm = mlflow.pyfunc.load_model(uri)\n",
        "import mlflow\nuri = 'models:/{}/Staging'.format(name)  # <- here\n",
        "import wandb\nrun = wandb.init()\na = run.use_artifact('me/p/train:latest')  # <- here\n",
        "import wandb\na = wandb.use_artifact(f'{entity}/p/train:latest')  # <- here\n",
        "import wandb\na = wandb.Api().artifact('me/p/train:best')  # <- here\n",
        "import wandb\nrun = wandb.init()\na = run.use_artifact('train', type='dataset')  # <- here\n",
        """
        import wandb

        def load(run):
            return run.use_artifact(
                "me/p/train:latest"  # <- here
            ).download()
        """,
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.texts = Texts(file)

    # -- MLflow: the address says what it is, wherever it stands ---------------------------------------------

    def visit_simple_string(self, node: cst.SimpleString) -> Iterator[Problem]:
        return self._model(node)

    def visit_formatted_string(self, node: cst.FormattedString) -> Iterator[Problem]:
        return self._model(node)

    def _model(self, node: cst.SimpleString | cst.FormattedString) -> Iterator[Problem]:
        if "models:/" not in self._spelling(node) or self._is_document(node):
            return
        whole = self._whole(node)
        found = _MODEL.fullmatch(self.texts.of(whole) or "")
        if found is None or HOLE in found["version"]:
            return
        version = found["version"]
        if found["kind"] == "@":
            yield Problem(node, f"`@{version}` is an alias that moves to the next model; name a version")
        elif version in _STAGES:
            yield Problem(node, f"`/{version}` means another model after the next one; name a version")

    def _spelling(self, node: cst.SimpleString | cst.FormattedString) -> str:
        if isinstance(node, cst.SimpleString):
            return node.value
        return "".join(p.value for p in node.parts if isinstance(p, cst.FormattedStringText))

    def _is_document(self, node: cst.CSTNode) -> bool:
        return isinstance(self.file.parent(node), cst.Expr)

    def _whole(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The expression that the text is the beginning of: a sum, or a call of `format`."""
        parent = self.file.parent(node)
        while isinstance(parent, cst.BinaryOperation) and parent.left is node:
            node, parent = parent, self.file.parent(parent)
        if isinstance(parent, cst.Attribute) and parent.attr.value == "format":
            call = self.file.parent(parent)
            return call if isinstance(call, cst.Call) else node
        return node

    # -- Weights & Biases ----------------------------------------------------------------------------------

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        method = node.func
        if not isinstance(method, cst.Attribute) or method.attr.value not in _ARTIFACT_METHODS:
            return
        named = argument(node, "name") or argument(node, "artifact_or_name", 0)
        text = self.texts.of(named)
        if text is None or named is None or not self.file.imports("wandb"):
            return
        found = _ARTIFACT.fullmatch(text)
        if found is None or text.endswith(HOLE):
            return
        version = found["version"]
        if version is None:
            yield Problem(named, "an artifact without a version is its latest one; name one, such as ':v3'")
        elif HOLE not in version and not _FIXED_ARTIFACT.fullmatch(version):
            yield Problem(named, f"`:{version}` is an alias that moves to the next artifact; name a version")
