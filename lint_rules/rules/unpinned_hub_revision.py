from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant, is_none, is_open
from lint_rules.analysis.tree.texts import HOLE, Texts
from lint_rules.knowledge.hub import (
    FROM_PRETRAINED,
    FROM_PRETRAINED_LOADER,
    LOADERS,
    PACKAGED_BUILDERS,
    Loader,
    is_fixed_ref,
    is_repository,
)
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile

_TIMM_PREFIXES = ("hf_hub:", "hf-hub:")


class UnpinnedHubRevision(SourceRule):
    """Model, tokenizer or dataset loaded from a hub at whatever its branch holds.

    ## What it does

    Reports loading by repository id with transformers, datasets, diffusers, huggingface_hub, evaluate, timm
    and sentence-transformers where `revision` is absent, or names a branch (`"main"`). A commit is a pin; so
    is a version tag (`"v1.2"`). Silent for local paths, for ids that stand for one to be filled in (`user/…`,
    `your-name/…`, `path/to/…`, `<owner>/…`), for an id or a revision that is not a literal, for metrics
    without an owner (`evaluate.load("accuracy")`: the library fixes their version), and with
    `local_files_only=True`.

    ## Why is this bad?

    Whoever owns the repository may push at any time: the next run downloads other weights, another vocabulary
    or other examples under the same name.

    ## Example

    ```python
    model = AutoModel.from_pretrained("google-bert/bert-base-uncased")
    ```

    ## Use instead

    ```python
    model = AutoModel.from_pretrained(
        "google-bert/bert-base-uncased", revision="86b5e0934494bd15c9632b12f734a8a67f723594"
    )
    ```
    """

    code = "REP601"
    name = "unpinned-hub-revision"
    markers = tuple(sorted(package.encode() for package in {*LOADERS, *FROM_PRETRAINED}))
    follows_names = True
    packages = MappingProxyType({package: frozenset(table) for package, table in LOADERS.items()})
    methods = frozenset({"from_pretrained", "hf_hub_download", "snapshot_download"})

    valid = (
        """
        from transformers import AutoModel
        m = AutoModel.from_pretrained("gpt2", revision="607a30d783dfa663caf39e06633721c8d4cfcd7e")
        """,
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('gpt2', revision='v1.2.0')\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('gpt2', revision=REVISION)\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('./model')\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('/srv/models/gpt2')\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('outputs/checkpoint-500')\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('a/b/c')\n",
        "from transformers import AutoModel\n\ndef load(name):\n    return AutoModel.from_pretrained(name)\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained(args.model)\n",
        """
        from transformers import AutoModel

        def load(**options):
            return AutoModel.from_pretrained("gpt2", **options)
        """,
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('gpt2', local_files_only=True)\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained(f'me/{name}')\n",
        "from transformers import AutoModel\nm.save_pretrained('x')\nm = AutoModel.from_pretrained('x')\n",
        "from transformers import pipeline\np = pipeline('sentiment-analysis')\n",
        "from datasets import load_dataset\nd = load_dataset('csv', data_files='train.csv')\n",
        "from datasets import load_dataset\nd = load_dataset('data/local.py')\n",
        "import evaluate\nm = evaluate.load('accuracy')\n",
        "import timm\nm = timm.create_model('resnet50', pretrained=True)\n",
        "import timm\nm = timm.create_model('hf_hub:me/net@0123456789ab', pretrained=True)\n",
        "from datasets import load_dataset\nd = load_dataset('user/my-data')\n",
        "from mine import AutoModel\nm = AutoModel.from_pretrained('gpt2')\n",
        "from peft import PeftModel\nm = PeftModel.from_pretrained(base, 'me/adapter')\n",
        "from modelscope import snapshot_download\nimport transformers\nsnapshot_download('me/net')\n",
        """
        from transformers import AutoModel

        def load(name="gpt2"):
            return AutoModel.from_pretrained(name)
        """,
    )
    invalid = (
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('gpt2')  # <- here\n",
        """
        from transformers import AutoModel
        m = AutoModel.from_pretrained("gpt2", revision="main")  # <- here
        n = AutoModel.from_pretrained("gpt2", revision=None)  # <- here
        """,
        "import transformers as t\nm = t.BertTokenizer.from_pretrained('bert-base-uncased')  # <- here\n",
        """
        from transformers import AutoTokenizer
        t = AutoTokenizer.from_pretrained(pretrained_model_name_or_path="org/net")  # <- here
        """,
        """
        from transformers import AutoModelForCausalLM, AutoTokenizer

        MODEL = "meta-llama/Llama-3.2-1B"

        def load():
            tokenizer = AutoTokenizer.from_pretrained(MODEL)  # <- here
            return tokenizer, AutoModelForCausalLM.from_pretrained(MODEL)  # <- here
        """,
        """
        from diffusers import StableDiffusionPipeline
        model_id = "CompVis/stable-diffusion-v1-4"
        pipe = StableDiffusionPipeline.from_pretrained(model_id, revision="fp16")  # <- here
        """,
        "from transformers import pipeline\np = pipeline('text-generation', model='gpt2')  # <- here\n",
        "from transformers import pipeline\np = pipeline('text-generation', 'gpt2')  # <- here\n",
        "from datasets import load_dataset\nd = load_dataset('glue', 'mrpc', split='train')  # <- here\n",
        "import datasets\nd = datasets.load_dataset('stanfordnlp/imdb', revision='main')  # <- here\n",
        "from huggingface_hub import hf_hub_download\np = hf_hub_download('org/net', 'w.pt')  # <- here\n",
        "from huggingface_hub import snapshot_download\nsnapshot_download(repo_id='org/net')  # <- here\n",
        "from huggingface_hub import HfApi\napi = HfApi()\napi.snapshot_download('org/net')  # <- here\n",
        "import evaluate\nm = evaluate.load('lvwerra/accuracy')  # <- here\n",
        "import timm\nm = timm.create_model('hf_hub:me/net', pretrained=True)  # <- here\n",
        """
        from sentence_transformers import SentenceTransformer
        m = SentenceTransformer("all-MiniLM-L6-v2")  # <- here
        """,
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.texts = Texts(file)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        loader = self._loader(node, name)
        if loader is None or any(arg.star == "**" for arg in node.args) or is_open(node):
            return
        repository = self._repository(node, name, loader)
        if repository is None or self._stays_local(node, repository):
            return
        fault = self._fault(node)
        if fault is not None:
            yield Problem(node, f"`{repository}` is loaded {fault}; give `revision=` a commit")

    def _loader(self, node: cst.Call, name: str) -> Loader | None:
        package = name.partition(".")[0]
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        if method == "from_pretrained":
            return FROM_PRETRAINED_LOADER if package in FROM_PRETRAINED else None
        if not name and method in ("hf_hub_download", "snapshot_download"):  # of an `HfApi`
            return LOADERS["huggingface_hub"][method]
        return LOADERS.get(package, {}).get(name.rpartition(".")[2])

    def _repository(self, node: cst.Call, name: str, loader: Loader) -> str | None:
        text = self.texts.whole(argument(node, loader.parameter, loader.position))
        if text is None:
            return None
        package = name.partition(".")[0]
        if package == "timm":
            prefix = next((p for p in _TIMM_PREFIXES if text.startswith(p)), None)
            return text.removeprefix(prefix) if prefix and "@" not in text else None
        if package == "datasets" and text in PACKAGED_BUILDERS:
            return None
        if package == "evaluate" and "/" not in text:
            return None
        return text if is_repository(text) else None

    def _stays_local(self, node: cst.Call, repository: str) -> bool:
        """Whether nothing is downloaded: it says so, or the file itself has written the folder before."""
        local = argument(node, "local_files_only")
        if local is not None and constant(local) is not False:
            return True
        written = rf"(save_pretrained\(|output_dir\s*=)\s*['\"]{re.escape(repository)}['\"]"
        return re.search(written, self.file.text) is not None

    def _fault(self, node: cst.Call) -> str | None:
        revision = argument(node, "revision")
        if revision is None or is_none(revision):
            return "at whatever its main branch holds"
        ref = self.texts.of(revision)
        if ref is None or HOLE in ref or is_fixed_ref(ref):
            return None
        return f"at the branch {ref!r}, which can move"
