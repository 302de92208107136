from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import UNSEEN, argument, constant, is_open
from lint_rules.analysis.tree.ensembles import is_seeded_by_ensemble
from lint_rules.analysis.tree.fallbacks import is_where_no_seed_is
from lint_rules.analysis.tree.moments import is_only_tried
from lint_rules.analysis.tree.names import later_uses, whole
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.seeds import seeding_change
from lint_rules.analysis.tree.spread import spread
from lint_rules.analysis.tree.values import holder_of, surely_none, value_of
from lint_rules.knowledge.streams import SEEDERS
from lint_rules.knowledge.trainers import STUDIES, TRAINERS, Trainer, trainer_named
from lint_rules.rule import Change, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.knowledge.sklearn import Setting

# Made in one place and seeded where they are drawn from, through an object that cannot be followed.
_SEEDED_LATER = frozenset(
    f"ConfigSpace.{module}ConfigurationSpace" for module in ("", "configuration_space.")
)

# What shows the trials that a study has, and makes no new ones.
_READS = re.compile(
    r"best_.*|direction(s)?|get_trials|study_name|system_attrs|trials|trials_dataframe|user_attrs"
)
_LOOKS = re.compile(r"dump|get_param_importances|plot_.*|print")


class UnseededTrainer(SourceRule):
    """Search, sampler or trainer outside scikit-learn whose default seed is no constant.

    ## What it does

    Reports Optuna samplers without a seed and studies without a sampler, UMAP, imbalanced-learn's samplers,
    hyperopt, scikit-optimize, keras-tuner, H2O, estimators of Spark, Ray's searches, configurations of
    RLlib and others. Where such a callable falls back on a global stream, a seed of that stream will do.
    What has a constant as its default seed (XGBoost, LightGBM, CatBoost, gensim's word vectors, but not its
    topic models) is not reported, nor are studies that are loaded to look at their trials.

    ## Why is this bad?

    The search tries other settings in every run, and another model wins.

    ## Example

    ```python
    study = optuna.create_study()
    embedding = umap.UMAP().fit_transform(x)
    ```

    ## Use instead

    ```python
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
    embedding = umap.UMAP(random_state=0).fit_transform(x)
    ```

    ## Fix safety

    The fix adds the seed that is in scope, or 0. It is unsafe where the call may run more than once: all
    would get the same numbers.
    """

    code = "REP116"
    name = "unseeded-trainer"
    markers = tuple(package.encode() for package in sorted(TRAINERS))
    follows_names = True
    reads_constants = True
    calls = STUDIES
    packages = MappingProxyType({package: frozenset(names) for package, names in TRAINERS.items()})

    valid = (
        "from ray import tune\nanalysis = tune.run(fit, config={'rate': tune.grid_search([0.1, 0.2])})\n",
        "from ray import tune\nbest = tune.run(f, config={'a': tune.uniform(0, 1)}, search_alg=search)\n",
        """
        import numpy as np
        from ray import serve, tune

        np.random.seed(0)
        result = tune.run(fit, config={"rate": tune.uniform(0, 1)})
        serve.run(app)
        """,
        """
        from ray.rllib.algorithms.ppo import PPOConfig

        def seeded(seed):
            config = PPOConfig().environment("A")
            config.debugging(seed=seed)
            return config.build()

        def from_outside(options):
            return PPOConfig().update_from_dict(options)

        made = adjusted(PPOConfig().environment("A"))
        """,
        """
        from ray.rllib.algorithms.ppo import PPOConfig
        algo = PPOConfig().environment("A").debugging(log_level="INFO", seed=3).build()
        """,
        "from pyspark.ml.clustering import KMeans\nmodel = KMeans().setK(2).setSeed(1).fit(rows)\n",
        "from pyspark.ml.clustering import KMeans\nkm = KMeans(k=2)\nkm.setSeed(1)\nmodel = km.fit(rows)\n",
        "from pyspark.ml.regression import GBTRegressor\nmodel = GBTRegressor(maxIter=9, seed=4).fit(rows)\n",
        "from scipy.cluster.vq import kmeans2\ncentres, labels = kmeans2(points, k=starts / scale)\n",
        "import optuna\nsampler = optuna.samplers.TPESampler(seed=0)\n",
        """
        import optuna
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
        """,
        "import optuna\n\ndef f(sampler):\n    return optuna.create_study(sampler=sampler)\n",
        # Only its trials are looked at.
        """
        import optuna
        from optuna.visualization import plot_optimization_history

        study = optuna.create_study(study_name="a", storage=url, load_if_exists=True)
        print(study.best_params, len(study.trials))
        plot_optimization_history(study).show()
        """,
        "import optuna\n\ndef f(**kw):\n    return optuna.create_study(**kw)\n",
        "import optuna\nstudy = optuna.create_study()\nstudy.sampler = optuna.samplers.TPESampler(seed=3)\n",
        "from optuna.samplers import QMCSampler\nsampler = QMCSampler()\n",
        "import umap\nz = umap.UMAP(n_neighbors=5, random_state=42).fit_transform(x)\n",
        "from ngboost import NGBRegressor\nm = NGBRegressor(minibatch_frac=1.0)\n",
        # Only where nobody gives a seed.
        """
        import hyperopt

        def search(self, space):
            if self.seed is None:
                return hyperopt.fmin(space)
            return hyperopt.fmin(space, rstate=self.rstate)
        """,
        "import xgboost as xgb\nm = xgb.XGBClassifier()\n",
        "import lightgbm\nm = lightgbm.LGBMClassifier()\n",
        "import lightgbm as lgb\nm = lgb.train(params, rows)\n",
        "import optuna.integration.lightgbm as lgb\nm = lgb.train(params, rows, optuna_seed=0)\n",
        "from catboost import CatBoostClassifier\nm = CatBoostClassifier()\n",
        "from gensim.models import Word2Vec\nm = Word2Vec(texts)\n",
        "from gensim.models import LdaModel\nimport numpy as np\nnp.random.seed(0)\nm = LdaModel(texts)\n",
        "from scipy.optimize import dual_annealing\nbest = dual_annealing(f, bounds, rng=3)\n",
        "from scipy.optimize import minimize\nbest = minimize(f, x0)\n",
        "import networkx as nx\ng = nx.erdos_renyi_graph(9, 0.5, seed=1)\nh = nx.path_graph(3)\n",
        "import numpy as np\nfrom imblearn.over_sampling import SMOTE\nnp.random.seed(0)\ns = SMOTE()\n",
        "from imblearn.under_sampling import NearMiss\ns = NearMiss()\n",
        """
        from imblearn.ensemble import BalancedBaggingClassifier
        from imblearn.over_sampling import SMOTE
        b = BalancedBaggingClassifier(sampler=SMOTE(), random_state=0)
        """,
        """
        import optuna
        import pytest

        def test_refuses():
            with pytest.raises(ValueError):
                optuna.samplers.NSGAIIISampler(crossover_prob=-0.5)
        """,
        "import optuna\n\ndef f(seed=None):\n    return optuna.samplers.TPESampler(seed=seed)\n",
        "from h2o.automl import H2OAutoML\nm = H2OAutoML(seed=1)\n",
        """
        from ConfigSpace import ConfigurationSpace

        def make(bounds):
            return ConfigurationSpace(space=bounds)

        def sample(space, rng):
            space.seed(rng.integers(99))
            return space.sample_configuration()
        """,
    )
    invalid = (
        """
        import optuna
        from umap import UMAP

        options = dict(n_components=2)
        flat = UMAP(**options, n_neighbors=9).fit_transform(rows)  # <- here
        seeded = UMAP(**options, random_state=3).fit_transform(rows)
        study = optuna.create_study(**{"direction": "maximize"})  # <- here
        """,
        """
        from ray import tune

        analysis = tune.run(fit, config={"rate": tune.loguniform(1e-4, 1e-1)}, num_samples=9)  # <- here
        tuner = tune.Tuner(fit, tune_config=tune.TuneConfig(metric="loss"), param_space=space)  # <- here
        """,
        """
        from ray.rllib.algorithms.dqn.dqn import DQNConfig

        config = (
            DQNConfig()  # <- here
            .framework("torch")
            .debugging(log_level="INFO")
            .environment("A")
        )
        algo = config.build()
        """,
        """
        import numpy as np
        from ray.rllib.algorithms.dqn import DQNConfig

        np.random.seed(0)
        algo = DQNConfig().environment(Walk(np.random.rand(9))).build()  # <- here
        """,
        """
        from pyspark.ml import Pipeline
        from pyspark.ml.regression import RandomForestRegressor
        from pyspark.ml.tuning import CrossValidator

        forest = RandomForestRegressor(numTrees=30)  # <- here
        search = CrossValidator(  # <- here
            estimator=Pipeline(stages=[forest]), numFolds=3
        ).fit(rows)
        """,
        "from umap import UMAP\nz = UMAP().fit(x) if seed else UMAP(random_state=seed).fit(x)  # <- here\n",
        "from ngboost import NGBRegressor\nm = NGBRegressor(col_sample=0.5)  # <- here\n",
        "from pycaret.regression import setup\ns = setup(data=df, target='y')  # <- here\n",
        "from ConfigSpace import ConfigurationSpace\nspace = ConfigurationSpace(space=bounds)  # <- here\n",
        "import optuna\nstudy = optuna.create_study(direction='maximize')  # <- here\n",
        "import optuna\nstudy = optuna.create_study(sampler=None)  # <- here\n",
        "from optuna.samplers import TPESampler\nsampler = TPESampler()  # <- here\n",
        """
        import optuna
        study = optuna.create_study(
            sampler=optuna.samplers.CmaEsSampler(),  # <- here
        )
        """,
        "from optuna.samplers import QMCSampler\nsampler = QMCSampler(scramble=True)  # <- here\n",
        "import optuna.integration.lightgbm as lgb\nm = lgb.train(params, rows)  # <- here\n",
        "from optuna_integration.lightgbm import LightGBMTuner\nt = LightGBMTuner(params, rows)  # <- here\n",
        # Global seeds do not reach Optuna.
        "import numpy as np, optuna\nnp.random.seed(0)\ns = optuna.samplers.TPESampler()  # <- here\n",
        "import umap\nz = umap.UMAP().fit_transform(x)  # <- here\n",
        "from gensim.models.ldamodel import LdaModel\nm = LdaModel(corpus, num_topics=9)  # <- here\n",
        "from gensim.models import LdaSeqModel\nm = LdaSeqModel(corpus, time_slice=[9, 3])  # <- here\n",
        "from scipy import optimize\nbest = optimize.differential_evolution(f, bounds)  # <- here\n",
        "from scipy.cluster.vq import kmeans2\ncentres, labels = kmeans2(points, 3)  # <- here\n",
        """
        import optuna

        study = optuna.create_study(study_name="a", storage=url, load_if_exists=True)  # <- here
        print(len(study.trials))
        run(study)
        """,
        "import networkx as nx\ng = nx.watts_strogatz_graph(9, 3, 0.1)  # <- here\n",
        "import pymc as pm\nwith model:\n    trace = pm.sample(1000)  # <- here\n",
        "from umap import UMAP\nimport numpy as np\nnp.random.seed(0)\nz = UMAP().fit(x)  # <- here\n",
        "from imblearn.over_sampling import SMOTE\ns = SMOTE()  # <- here\n",
        "from imblearn.ensemble import EasyEnsembleClassifier as E\nf = E(random_state=None)  # <- here\n",
        "from hyperopt import fmin, tpe\nbest = fmin(f, space, algo=tpe.suggest, max_evals=9)  # <- here\n",
        "from bayes_opt import BayesianOptimization\no = BayesianOptimization(f, bounds)  # <- here\n",
        "from h2o.automl import H2OAutoML\nm = H2OAutoML(seed=-1)  # <- here\n",
        "import optuna\nseed = None\nsampler = optuna.samplers.TPESampler(seed=seed)  # <- here\n",
        """
        import random
        import numpy as np
        from imblearn.under_sampling import RandomUnderSampler

        def balance(x, y):
            random.seed(0)
            return RandomUnderSampler().fit_resample(x, y)  # <- here
        """,
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        call = spread(self.file, node)
        if not name or is_open(call) or is_only_tried(self.file, node):
            return
        if name in STUDIES:
            yield from self._check_study(node, call)
            return
        if name in _SEEDED_LATER and self.file.ask("calls-any-of", "?.seed"):
            return
        trainer = trainer_named(name)
        if is_seeded_by_ensemble(self.file, node) or is_where_no_seed_is(self.file, node):
            return
        if trainer is None or self._is_given(call, trainer) or self._is_set(node, trainer):
            return
        if self._draws(call, trainer):
            yield from self._check_stream(node, name.rpartition(".")[2], trainer)

    def _check_study(self, node: cst.Call, call: cst.Call) -> Iterator[Problem]:
        sampler = argument(call, "sampler")
        if (sampler is not None and not surely_none(self.file, sampler)) or self._gets_sampler(node):
            return
        if self._is_only_read(node):
            return
        seeded = "optuna.samplers.TPESampler(seed={})"
        change = seeding_change(self.file, node, "sampler", seeded)
        fix = Change(change.message, change.replacements, change.safe, ("optuna",))
        yield Problem(
            node,
            "the study makes itself a sampler without a seed: it tries other trials in every run",
            fix=fix,
        )

    def _gets_sampler(self, node: cst.Call) -> bool:
        """`study.sampler = ...`"""
        holder = holder_of(self.file, node)
        return holder is not None and any(
            isinstance(target, cst.AssignTarget) and dotted_name(target.target) == f"{holder}.sampler"
            for target in self.file.below(self.file.function(node))
        )

    def _is_only_read(self, node: cst.Call) -> bool:
        """Whether a study that is there already is opened to look at its trials."""
        there, holder = argument(node, "load_if_exists"), holder_of(self.file, node)
        assign = self.file.parent(node)
        if there is None or constant(there) is not True or assign is None or holder is None:
            return False
        uses = later_uses(self.file, assign, holder) if holder.isidentifier() else []
        return bool(uses) and all(map(self._reads_trials, uses))

    def _reads_trials(self, use: cst.Name) -> bool:
        parent = self.file.parent(use)
        if isinstance(parent, cst.Attribute):
            return _READS.fullmatch(parent.attr.value) is not None
        call = self.file.parent(parent) if isinstance(parent, cst.Arg) else None
        name = (dotted_name(call.func) or "") if isinstance(call, cst.Call) else ""
        return _LOOKS.fullmatch(name.rpartition(".")[2]) is not None

    def _draws(self, node: cst.Call, trainer: Trainer) -> bool:
        if trainer.drawing and not self.file.ask("calls-any-of", *trainer.drawing):
            return False
        if trainer.start and self._is_array(argument(node, *trainer.start)):
            return False
        met = [self._is_met(node, setting) for setting in trainer.settings]
        return any(met) if trainer.either else all(met)

    def _is_met(self, node: cst.Call, setting: Setting) -> bool:
        value = argument(node, setting.parameter)
        seen = setting.default if value is None else constant(value)
        return seen is not UNSEEN and setting.met_by(seen)

    def _is_array(self, start: cst.BaseExpression | None) -> bool:
        """Whether a search starts where it is told to: at numbers that were computed, or written down."""
        value = value_of(self.file, start) if start is not None else None
        if isinstance(value, cst.BinaryOperation):
            return isinstance(value.operator, cst.Divide)
        if isinstance(value, cst.Call):
            return self.file.resolve(value.func).startswith("numpy.")
        return isinstance(value, cst.List | cst.Subscript)

    def _is_given(self, node: cst.Call, trainer: Trainer) -> bool:
        given = (argument(node, name) for name in (trainer.seed, *trainer.also))
        seed = next((value for value in given if value is not None), None)
        if seed is None or surely_none(self.file, seed):
            return False
        value = constant(seed)
        return value is UNSEEN or value not in trainer.unset

    def _is_set(self, node: cst.Call, trainer: Trainer) -> bool:
        """`KMeans().setK(2).setSeed(1)`, or `model.setSeed(1)` where it is kept as `model`."""
        if not trainer.setter:
            return False
        made: cst.CSTNode = node
        while isinstance(outer := self.file.parent(made), cst.Attribute | cst.Call):
            sets = isinstance(outer, cst.Attribute) and outer.attr.value == trainer.setter
            if sets and not trainer.only_set:
                return True
            made = outer
        if trainer.only_set:
            return self._may_get_seed(made)
        holder = holder_of(self.file, made)
        return holder is not None and any(
            isinstance(call, cst.Call) and dotted_name(call.func) == f"{holder}.{trainer.setter}"
            for call in self.file.below(self.file.function(node))
        )

    def _may_get_seed(self, made: cst.CSTNode) -> bool:
        """Whether others are handed a configuration, or its function speaks of a seed of its own anywhere."""
        if isinstance(self.file.parent(made), cst.Arg | cst.Return | cst.Lambda):
            return True
        return any(
            isinstance(part, cst.Name | cst.SimpleString)
            and "seed" in part.value.lower()
            and not (isinstance(part, cst.Name) and self.file.resolve(whole(self.file, part)) in SEEDERS)
            for part in self.file.below(self.file.function(made))
        )

    def _check_stream(self, node: cst.Call, short: str, trainer: Trainer) -> Iterator[Problem]:
        fix = None if trainer.only_set else seeding_change(self.file, node, trainer.seed)
        if trainer.stream is None:
            given = f"{trainer.setter}({trainer.seed}=...)" if trainer.only_set else trainer.seed
            message = f"`{short}` gets no `{given}` and takes fresh entropy, so it differs from run to run"
            yield Problem(node, message, fix=fix)
        elif (found := self.file.unseeded(node, trainer.stream)) is not None:
            message = f"`{short}` gets no `{trainer.seed}` and takes a global stream, and {found.reason}"
            yield Problem(node, message, found.confidence, fix)
        elif trainer.races:
            message = f"without `{trainer.seed}`, `{short}` runs in threads that race, so its result differs"
            yield Problem(node, message, "medium", fix)
