from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import UNSEEN, argument, constant, is_open
from lint_rules.analysis.tree.ensembles import is_seeded_by_ensemble
from lint_rules.analysis.tree.looped import looped_over
from lint_rules.analysis.tree.moments import comes_to_nothing
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.seeds import seeding_change
from lint_rules.analysis.tree.spread import spread
from lint_rules.analysis.tree.values import holder_of, surely_none
from lint_rules.knowledge.sklearn import CALLABLES, Setting, ways_to_draw
from lint_rules.knowledge.streams import NUMPY
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.scanning.facts import Call


class UnseededEstimator(SourceRule):
    """scikit-learn estimator, splitter or utility that draws and has no `random_state`.

    ## What it does

    Reports a call whose `random_state` is absent or `None`, where that callable consults it as it is called
    (`KFold()` without `shuffle=True` does not; `RandomForestClassifier()` does), and where no seed of numpy's
    global stream, on which scikit-learn falls back, reaches the call. So it does where a loop takes the class
    from a tuple, list or dict that is written down in the file.

    ## Why is this bad?

    The split, the initial weights or the sampled features differ in every run, and so do model and score.

    ## Example

    ```python
    train, test = train_test_split(X)
    forest = RandomForestClassifier()
    ```

    ## Use instead

    ```python
    train, test = train_test_split(X, random_state=0)
    forest = RandomForestClassifier(random_state=0)
    ```

    ## Fix safety

    The fix takes a seed that is in scope, or else 0. It is unsafe in a loop, and in a function that has no
    seed: every call would then draw the same.
    """

    code = "REP105"
    name = "unseeded-estimator"
    markers = (b"sklearn",)
    follows_names = True
    reads_constants = True
    in_tables = True
    packages = MappingProxyType({"sklearn": frozenset(CALLABLES)})

    valid = (
        "from sklearn.ensemble import RandomForestClassifier\nf = RandomForestClassifier(random_state=0)\n",
        "from sklearn.model_selection import KFold\ncv = KFold(5)\n",
        "from sklearn.model_selection import KFold\ncv = KFold(5, shuffle=False)\n",
        "from sklearn.model_selection import train_test_split\na, b = train_test_split(x, shuffle=False)\n",
        "from sklearn.linear_model import LogisticRegression\nm = LogisticRegression(C=1.0)\n",
        "from sklearn.linear_model import LogisticRegression\nm = LogisticRegression(solver='newton-cg')\n",
        "from sklearn.linear_model import LogisticRegression as L\nm = L(solver='liblinear', penalty='l2')\n",
        "from sklearn.svm import LinearSVC\nm = LinearSVC(dual=False)\n",
        "from sklearn.linear_model import Ridge, Lasso\nm = [Ridge(), Lasso()]\n",
        "from sklearn.svm import SVC\nm = SVC(kernel='rbf')\n",
        "from sklearn.decomposition import PCA\np = PCA(2)\n",
        "from sklearn.neighbors import KNeighborsClassifier\nm = KNeighborsClassifier()\n",
        """
        from sklearn.ensemble import RandomForestClassifier

        def make(**options):
            return RandomForestClassifier(**options)
        """,
        "from sklearn.cluster import KMeans\n\ndef make(rng):\n    return KMeans(3, random_state=rng)\n",
        # The ensemble seeds its parts.
        """
        from sklearn.ensemble import AdaBoostClassifier, BaggingRegressor
        from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

        a = AdaBoostClassifier(DecisionTreeClassifier(max_depth=1), random_state=0)
        tree = DecisionTreeRegressor()
        b = BaggingRegressor(estimator=tree, random_state=0)
        """,
        """
        from sklearn.ensemble._base import BaseEnsemble
        from sklearn.tree import DecisionTreeClassifier

        class Forest(BaseEnsemble):
            def _validate_estimator(self):
                super()._validate_estimator(default=DecisionTreeClassifier(max_depth=1))
        """,
        # Which solver it is cannot be seen.
        """
        from sklearn.linear_model import LogisticRegression

        def make(s):
            return LogisticRegression(solver=s)
        """,
        "import numpy as np\nfrom sklearn.cluster import KMeans\nnp.random.seed(0)\nm = KMeans(3)\n",
        "from sklearn.cluster import KMeans\nm = KMeans(3, init=centres)\n",
        "from sklearn.svm import SVC\nm = SVC()\nm.set_params(random_state=3)\n",
        "from sklearn.cluster import KMeans\nm = KMeans(3)\nm.set_params(random_state=3)\n",
        # What is handed on may hold it.
        """
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.manifold import MDS, TSNE

        ALGORITHMS = {"mds": MDS(), "tsne": TSNE(init="pca")}

        def cook(**kwargs):
            base = RandomForestRegressor(n_estimators=100)
            base.set_params(**kwargs)
            return base

        def embed(name, **params):
            return clone(ALGORITHMS[name]).set_params(**params)
        """,
        "from sklearn.cluster import KMeans\nm = KMeans(3)\nm.random_state = 3\n",
        "from sklearn.utils import shuffle\nx = shuffle(x, random_state=1)\n",
        # Nobody takes what it returns, and it changes nothing that it is given.
        "from sklearn.model_selection import train_test_split\ntrain_test_split(rows)\n",
        "from random import shuffle\nshuffle(x)\n",
        "from sklearn.datasets import load_digits\nX, y = load_digits(return_X_y=True)\n",
        """
        from sklearn.ensemble import HistGradientBoostingClassifier

        model = HistGradientBoostingClassifier()
        """,
        """
        import sklearn.ensemble

        def check(m):
            return isinstance(m, sklearn.ensemble.RandomForestClassifier)
        """,
    )
    invalid = (
        # The options stand in the file, and a trial of Optuna's suggests none for the seed.
        """
        from sklearn.ensemble import RandomForestClassifier

        OPTIONS = {"n_estimators": 300, "random_state": None}
        SEEDED = {"n_estimators": 300}
        SEEDED["random_state"] = 3

        def objective(trial, rows):
            RandomForestClassifier(**SEEDED).fit(*rows)
            found = {"max_depth": trial.suggest_int("max_depth", 2, 9)}
            found["max_features"] = 0.5
            RandomForestClassifier(**found, random_state=3).fit(*rows)
            RandomForestClassifier(**OPTIONS).fit(*rows)  # <- here
            RandomForestClassifier(**{**found, "n_jobs": 3}).fit(*rows)
            return RandomForestClassifier(**found).fit(*rows).score(*rows)  # <- here
        """,
        "from sklearn.svm import LinearSVC\nm = LinearSVC(C=1, loss='hinge')  # <- here\n",
        """
        from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
        from sklearn.linear_model import Ridge

        MODELS = {"ridge": Ridge, "forest": RandomForestClassifier}

        def fit(x, y, seed):
            for make in (Ridge, ExtraTreesClassifier):
                print(make().fit(x, y))  # <- here
            for make in (Ridge, ExtraTreesClassifier):
                print(make(random_state=seed).fit(x, y))
            for make in (Ridge,):
                print(make().fit(x, y))
            for name, make in MODELS.items():
                print(name, make().fit(x, y))  # <- here
            return [make(alpha).fit(x, y) for make, alpha in [(Ridge, 1), (Ridge, 3)]]

        models = [make().fit(x, y) for make in MODELS.values()]  # <- here
        """,
        """
        from sklearn.manifold import TSNE

        ALGORITHMS = {"tsne": TSNE(init="pca")}  # <- here

        def cook(other, **kwargs):
            made = TSNE(init="pca")  # <- here
            other.fit(**kwargs)
            return made
        """,
        "from sklearn.manifold import TSNE\nseed = None\nm = TSNE(2, random_state=seed)  # <- here\n",
        "from sklearn.ensemble import RandomForestClassifier\nf = RandomForestClassifier()  # <- here\n",
        "from sklearn.ensemble import RandomForestClassifier as RF\nf = RF(random_state=None)  # <- here\n",
        "import sklearn.ensemble as se\nf = se.ExtraTreesRegressor(10)  # <- here\n",
        "from sklearn import ensemble\nf = ensemble.GradientBoostingClassifier()  # <- here\n",
        "from sklearn.model_selection import train_test_split\na, b = train_test_split(x)  # <- here\n",
        """
        from sklearn.model_selection import train_test_split
        a, b = train_test_split(  # <- here
            x,
            y,
            test_size=0.2,
        )
        """,
        "from sklearn.model_selection import KFold\ncv = KFold(5, shuffle=True)  # <- here\n",
        """
        from sklearn.model_selection import StratifiedKFold
        cv = StratifiedKFold(shuffle=True, random_state=None)  # <- here
        """,
        """
        from sklearn.linear_model import LogisticRegression
        m = LogisticRegression(solver='saga')  # <- here
        n = LogisticRegression(solver='liblinear', penalty='l1')  # <- here
        o = LogisticRegression(solver='liblinear', dual=True)  # <- here
        """,
        "from sklearn.linear_model import SGDClassifier\nm = SGDClassifier()  # <- here\n",
        "from sklearn.neural_network import MLPRegressor\nm = MLPRegressor((8,))  # <- here\n",
        "from sklearn.cluster import KMeans\nm = KMeans(n_clusters=3)  # <- here\n",
        "from sklearn.svm import SVC\nm = SVC(probability=True)  # <- here\n",
        """
        from sklearn.decomposition import PCA, TruncatedSVD
        p = PCA(2, svd_solver='randomized')  # <- here
        t = TruncatedSVD(2)  # <- here
        """,
        """
        from sklearn.utils import shuffle, resample
        x = shuffle(x)  # <- here
        y = resample(y)  # <- here
        """,
        """
        from sklearn.inspection import permutation_importance
        r = permutation_importance(m, x, y)  # <- here
        """,
        "from sklearn.datasets import make_classification\nX, y = make_classification(100)  # <- here\n",
        "from sklearn.manifold import TSNE\nz = TSNE(2).fit_transform(x)  # <- here\n",
        # What plots it stands elsewhere: an unknown function is no model that is only tried.
        """
        import sklearn

        tsne = sklearn.manifold.TSNE(2, init="pca")  # <- here
        points = tsne.fit_transform(x)
        plot_embedding(points, "digits")
        """,
        """
        from sklearn.model_selection import RandomizedSearchCV
        s = RandomizedSearchCV(m, grid)  # <- here
        """,
        """
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.neural_network import MLPClassifier

        def build(seed):
            return make_pipeline(
                StandardScaler(),
                MLPClassifier(hidden_layer_sizes=(32,)),  # <- here
            )
        """,
        """
        import random
        from sklearn.ensemble import IsolationForest

        random.seed(0)

        class Detector:
            def fit(self, x):
                self.model = IsolationForest(n_estimators=10).fit(x)  # <- here
                return self
        """,
        """
        from sklearn.ensemble import BaggingClassifier
        ms = [BaggingClassifier(b) for b in bases]  # <- here
        """,
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        call = spread(self.file, node)
        if is_open(call) and not self._only_data(call):
            return
        state = argument(call, "random_state")
        if state is not None and not surely_none(self.file, state):
            return
        name = next((name for name in self._called(node.func) if _may_draw(call, name)), None)
        if name is None:
            return
        if self._is_set_later(node):
            return
        if is_seeded_by_ensemble(self.file, node) or comes_to_nothing(self.file, node):
            return
        if isinstance(self.file.parent(node), cst.Expr) and not self.file.is_notebook:
            return  # thrown away; a notebook shows it
        found = self.file.unseeded(node, NUMPY)
        if found is not None:
            short = name.rpartition(".")[2]
            given = "`random_state=None`" if state is not None else "no `random_state`"
            message = f"`{short}` draws and has {given}, so its result differs from run to run"
            # Not all that a loop goes through need take a `random_state`.
            one = bool(self.file.resolve(node.func))
            fix = seeding_change(self.file, node, "random_state") if one else None
            yield Problem(node, message, found.confidence, fix)

    def _called(self, function: cst.BaseExpression) -> list[str]:
        """The full names of what a call may make: several where a loop goes through a table of classes."""
        name = self.file.resolve(function)
        if name or not isinstance(function, cst.Name):
            return [name]
        return [self.file.resolve(one) for one in looped_over(self.file, function)]

    def _only_data(self, node: cst.Call) -> bool:
        """`train_test_split(*arrays)` hides no `random_state`: that is a keyword."""
        stars = [arg for arg in node.args if arg.star]
        return all(arg.star == "*" for arg in stars) and dotted_name(node.func) is not None

    def _is_set_later(self, node: cst.Call) -> bool:
        """Whether a name gets its state afterwards: `m.set_params(random_state=0)`, `m.random_state = 0`.

        It may where parameters are handed on, and in a table of the module from which others take it.
        """
        if self._is_in_table(node) and any(c.target == "?.set_params" for c in self._calls()):
            return True
        holder = holder_of(self.file, node)
        for other in self.file.below(self.file.function(node)):
            if isinstance(other, cst.Call) and isinstance(other.func, cst.Attribute):
                named = [a.keyword.value for a in other.args if a.keyword is not None]
                if other.func.attr.value != "set_params":
                    continue
                if any(n.endswith("random_state") for n in named):
                    return True
                if holder is not None and dotted_name(other.func.value) == holder and is_open(other):
                    return True
            if isinstance(other, cst.AssignTarget) and isinstance(other.target, cst.Attribute):
                if other.target.attr.value != "random_state":
                    continue
                if dotted_name(other.target) != "self.random_state":
                    return True
        return False

    def _is_in_table(self, node: cst.Call) -> bool:
        entry = self.file.parent(node)
        in_display = isinstance(entry, cst.Element | cst.DictElement)
        return in_display and isinstance(self.file.function(node), cst.Module)

    def _calls(self) -> Iterator[Call]:
        for scope in [self.file.facts.module, *self.file.facts.scopes]:
            yield from scope.calls


def _may_draw(call: cst.Call, name: str) -> bool:
    return any(all(_draws(call, setting) for setting in way) for way in ways_to_draw(name))


def _draws(call: cst.Call, setting: Setting) -> bool:
    value = argument(call, setting.parameter)
    seen = setting.default if value is None else constant(value)
    return seen is not UNSEEN and setting.met_by(seen)
