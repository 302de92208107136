from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant, is_open
from lint_rules.analysis.tree.spread import spread
from lint_rules.analysis.tree.values import value_of
from lint_rules.knowledge import workers
from lint_rules.rule import Change, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.knowledge.workers import Racer
    from lint_rules.model import Confidence

_TRAIN = "lightgbm.train"
_CV = "lightgbm.cv"


class RacyWorkerCount(SourceRule):
    """Several workers train one model, and it depends on who comes first.

    ## What it does

    Reports trainers that give another model in each run when they have more than one worker, whatever the
    seed: gensim's `Word2Vec`, `Doc2Vec`, `FastText` (three workers by default) and `LdaMulticore`, fastText
    (all cores by default), `implicit`'s BPR, LightFM and XGBoost's linear booster, and Optuna's and FLAML's
    parallel trials. LightGBM is reported where it has several threads and neither `deterministic` nor
    `force_col_wise` or `force_row_wise`; where its threads are not mentioned at all, with low confidence.
    Silent where the count comes from outside.

    ## Why is this bad?

    These workers update shared parameters without locks, or are merged in the order in which they finish,
    or learn from the trials that happen to be over. LightGBM times two ways of summing and takes the faster
    one. The operating system decides, so no seed helps.

    ## Example

    ```python
    model = Word2Vec(sentences, seed=1, workers=4)
    ```

    ## Use instead

    ```python
    model = Word2Vec(sentences, seed=1, workers=1)
    ```

    ## Fix safety

    The fix writes a count of 1. It is unsafe: training may take much longer.
    """

    code = "REP204"
    name = "racy-worker-count"
    markers = (
        *(b"gensim", b"fasttext", b"fastText", b"optuna", b"lightgbm", b"lightfm"),
        *(b"implicit", b"node2vec", b"hyperopt", b"flaml", b"xgboost"),
    )
    packages = {package: frozenset(names) for package, names in workers.RACERS.items()} | {
        "lightgbm": workers.LIGHTGBM_MODELS | {"train", "cv"},
        "xgboost": workers.XGBOOST_MODELS,
    }
    keywords = frozenset({"n_jobs", "num_threads", "n_concurrent_trials"})
    follows_names = True
    reads_constants = True

    valid = (
        "from gensim.models import Word2Vec\nm = Word2Vec(sentences, workers=1)\n",
        "from gensim.models import Word2Vec\nm = Word2Vec.load('m.bin')\n",
        "from gensim.models import Word2Vec\n\ndef f(s, n):\n    return Word2Vec(s, workers=n)\n",
        "from gensim.models import Word2Vec\nm = Word2Vec(**settings)\n",
        "import fasttext\nm = fasttext.train_supervised('a.txt', thread=1)\n",
        "import optuna\nstudy.optimize(objective, n_trials=9)\n",
        "import optuna\nstudy.optimize(objective, n_trials=9, n_jobs=1)\n",
        "import os\nimport optuna\nONE_BY_ONE = True\nJOBS = 1 if ONE_BY_ONE else os.cpu_count() - 1\n"
        "study.optimize(objective, n_trials=9, n_jobs=JOBS)\n",
        "import lightgbm as lgb\nm = lgb.LGBMClassifier(n_jobs=1)\n",
        "import lightgbm as lgb\nm = lgb.LGBMClassifier(n_jobs=-1, deterministic=True)\n",
        "import lightgbm as lgb\np = {'num_threads': 4, 'force_row_wise': True}\nlgb.train(p, d)\n",
        "import lightgbm as lgb\np = {'n_jobs': 4, 'force_col_wise': True}\nm = lgb.LGBMRegressor(**p)\n",
        "import xgboost as xgb\nm = xgb.XGBClassifier(n_jobs=-1)\n",
        "import xgboost as xgb\nm = xgb.XGBClassifier(booster='gblinear', updater='coord_descent')\n",
        "from sklearn.svm import SVC\nm = GridSearchCV(SVC(), grid, n_jobs=-1).fit(x, y)\n",
        "from mine import Word2Vec\nm = Word2Vec(sentences, workers=4)\n",
    )
    invalid = (
        "from gensim.models import Word2Vec\nm = Word2Vec(sentences, workers=4)  # <- here\n",
        "import gensim\nm = gensim.models.Word2Vec(sentences, vector_size=50, seed=1)  # <- here\n",
        "from gensim.models.doc2vec import Doc2Vec\nimport multiprocessing\n"
        "m = Doc2Vec(docs, workers=multiprocessing.cpu_count())  # <- here\n",
        "import os\nfrom gensim.models import FastText\ncores = os.cpu_count() - 1\n"
        "m = FastText(docs, workers=cores)  # <- here\n",
        "from gensim.models import LdaMulticore\nm = LdaMulticore(corpus, random_state=1)  # <- here\n",
        "import fasttext\nm = fasttext.train_unsupervised('a.txt', dim=10)  # <- here\n",
        "import optuna\nstudy = optuna.create_study()\nstudy.optimize(f, n_trials=9, n_jobs=-1)  # <- here\n",
        "import lightgbm as lgb\nm = lgb.LGBMRegressor(random_state=1, n_jobs=-1)  # <- here\n",
        "import lightgbm as lgb\nparams = {'num_threads': 8}\nm = lgb.train(params, d)  # <- here\n",
        "import lightgbm as lgb\nm = lgb.train({'seed': 1, 'nthread': 8}, d)  # <- here\n",
        "from lightgbm import LGBMRanker\np = dict(max_depth=7)\nm = LGBMRanker(**p, n_jobs=4)  # <- here\n",
        "import xgboost\nm = xgboost.XGBRegressor(booster='gblinear')  # <- here\n",
        "from implicit.bpr import BayesianPersonalizedRanking as B\nm = B(factors=8)  # <- here\n",
        "from lightfm import LightFM\nm = LightFM().fit(x, num_threads=4)  # <- here\n",
        "from node2vec import Node2Vec\nm = Node2Vec(graph, workers=4)  # <- here\n",
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        package, _, rest = name.partition(".")
        last = rest.rpartition(".")[2]
        racer = workers.RACERS.get(package, {}).get(last)
        call = spread(self.file, node)
        if racer is not None:
            yield from self._racing(node, call, last, racer)
        elif package == "lightgbm":
            yield from self._lightgbm(node, call, name, last)
        elif package == "xgboost" and last in workers.XGBOOST_MODELS:
            yield from self._linear_booster(node)
        elif isinstance(node.func, cst.Attribute):
            method = node.func.attr.value
            known, packages = workers.RACING_METHODS.get(method, (None, frozenset()))
            if known is not None and any(self.file.imports(p) for p in sorted(packages)):
                yield from self._racing(node, call, method, known)

    def _racing(self, node: cst.Call, call: cst.Call, name: str, racer: Racer) -> Iterator[Problem]:
        given = self._given(call, racer.keywords, racer.index)
        if given is not None:
            if self._is_several(given):
                yield self._problem(node, f"`{name}` has several workers, and {racer.why}", given)
        elif racer.races_by_default and not is_open(call):
            yield Problem(node, f"`{name}` has several workers by default, and {racer.why}")

    def _problem(
        self, call: cst.Call, message: str, given: cst.CSTNode, confidence: Confidence = "high"
    ) -> Problem:
        return Problem(call, message, confidence, Change("Use one worker", ((given, "1"),), safe=False))

    def _given(
        self, call: cst.Call, keywords: tuple[str, ...], index: int | None = None
    ) -> cst.BaseExpression | None:
        found = (argument(call, keyword, index) for keyword in keywords)
        return next((value for value in found if value is not None), None)

    def _is_several(self, node: cst.BaseExpression) -> bool:
        """Whether a count is surely not 1: another number, or the number of cores."""
        value = value_of(self.file, node)
        if isinstance(value, cst.IfExp):  # `1 if profiling else cpu_count()`
            return self._is_several(value.body) and self._is_several(value.orelse)
        if isinstance(constant(value), int):
            return constant(value) != 1
        return any(
            isinstance(part, cst.Call) and self.file.resolve(part.func) in workers.CPU_COUNTS
            for part in self.file.below(value)
        )

    # -- boosting ------------------------------------------------------------------------------------------

    def _lightgbm(self, node: cst.Call, call: cst.Call, name: str, last: str) -> Iterator[Problem]:
        if last in workers.LIGHTGBM_MODELS and not is_open(call):
            settings = {a.keyword.value: a.value for a in call.args if a.keyword is not None}
        elif name in (_TRAIN, _CV):
            found = self._params(node)
            if found is None:
                return
            settings = found
        else:
            return
        if workers.LIGHTGBM_STEADY & settings.keys():
            return
        threads = [settings[word] for word in workers.LIGHTGBM_THREADS if word in settings]
        message = f"`{last}` times two ways of summing and takes the faster one: `deterministic` is missing"
        if not threads:
            yield Problem(node, message, "low")
        elif self._is_several(threads[0]):
            yield self._problem(node, message, threads[0], "medium")

    def _params(self, call: cst.Call) -> dict[str, cst.BaseExpression] | None:
        """The parameters of `lgb.train(params, ...)`, where all of them can be seen."""
        given = argument(call, "params", 0)
        value = value_of(self.file, given) if given is not None else None
        if not isinstance(value, cst.Dict):
            return None
        settings: dict[str, cst.BaseExpression] = {}
        for element in value.elements:
            key = constant(element.key) if isinstance(element, cst.DictElement) else None
            if not isinstance(key, str):
                return None
            settings[key] = element.value
        return settings if not self._grows(given) else None

    def _grows(self, given: cst.BaseExpression | None) -> bool:
        """Whether more is put into the dict that a name holds: `params["deterministic"] = True`."""
        if not isinstance(given, cst.Name):
            return False
        for use in self.file.names(self.file.function(given), given.value):
            parent = self.file.parent(use)
            if isinstance(parent, cst.Subscript) and isinstance(self.file.parent(parent), cst.AssignTarget):
                return True
            if isinstance(parent, cst.Attribute) and parent.attr.value in ("update", "setdefault"):
                return True
        return False

    def _linear_booster(self, call: cst.Call) -> Iterator[Problem]:
        booster, updater = argument(call, "booster"), argument(call, "updater")
        if is_open(call) or booster is None or constant(booster) != "gblinear" or updater is not None:
            return
        threads = self._given(call, workers.XGBOOST_THREADS)
        if threads is None or self._is_several(threads):
            yield Problem(
                call, "the linear booster updates without locks; `updater='coord_descent'` does not"
            )
