"""What users train with: two of its values that differ do, and two that were made alike do not.

`make test-real` has all of these libraries.
"""

from __future__ import annotations

import pytest

from pytest_repro.errors import UnsupportedOutputError

numpy = pytest.importorskip("numpy")

X = numpy.arange(240.0).reshape(60, 4) % 37
Y = (X[:, 0] > 18).astype(int)


def paths(mismatches):
    return [mismatch.path for mismatch in mismatches]


def test_boosters_of_xgboost(differ):
    xgboost = pytest.importorskip("xgboost")

    def train(labels=Y, **parameters):
        return xgboost.train({"nthread": 1, **parameters}, xgboost.DMatrix(X, labels), 3)

    assert differ(train(), train()) == ()
    trees = "v.gradient_booster['model']['trees'][0]['split_conditions']"
    assert trees in paths(differ(train(), train(1 - Y)))
    assert differ(train(booster="gblinear"), train(booster="gblinear", eta=0.1))
    model = xgboost.XGBClassifier(n_estimators=2, n_jobs=1)
    assert differ(model.fit(X, Y), xgboost.XGBClassifier(n_estimators=2, n_jobs=1).fit(X, 1 - Y))


def test_boosters_of_lightgbm(differ):
    lightgbm = pytest.importorskip("lightgbm")

    def train(labels=Y, threads=1):
        parameters = {"verbose": -1, "num_threads": threads, "min_data_in_leaf": 2, "deterministic": True}
        return lightgbm.train(parameters, lightgbm.Dataset(X, labels), 3)

    assert differ(train(), train()) == ()
    assert differ(train(), train(threads=2)) == ()
    assert "v.trees[0]['leaf_value']" in paths(differ(train(), train(1 - Y)))
    renamed = lightgbm.train(
        {"verbose": -1}, lightgbm.Dataset(X, Y, feature_name=["a", "b", "c", "d"]), num_boost_round=1
    )
    assert "v.feature_names" in paths(differ(train(), renamed))
    models = [lightgbm.LGBMClassifier(n_estimators=2, n_jobs=1, verbose=-1).fit(X, y) for y in (Y, 1 - Y)]
    assert differ(*models)
    assert differ(models[0], lightgbm.LGBMClassifier(n_estimators=2, n_jobs=1, verbose=-1).fit(X, Y)) == ()


def test_models_of_catboost(differ):
    catboost = pytest.importorskip("catboost")

    def train(rows=X, labels=Y, **more):
        model = catboost.CatBoostClassifier(
            iterations=3, verbose=0, allow_writing_files=False, thread_count=1, random_seed=0
        )
        return model.fit(rows, labels, **more)

    assert differ(train(), train()) == ()  # each has an id of its own
    assert any(path.startswith("v.oblivious_trees") for path in paths(differ(train(), train(labels=1 - Y))))
    named = X.astype(object)
    named[:, 3] = numpy.where(X[:, 3] > 18, "a", "b")
    other = named.copy()
    other[:, 3] = numpy.where(X[:, 3] > 18, "c", "b")
    assert differ(train(named, cat_features=[3]), train(named, cat_features=[3])) == ()
    assert differ(train(named, cat_features=[3]), train(other, cat_features=[3]))
    unfitted = catboost.CatBoostRegressor(iterations=3)
    assert differ(unfitted, catboost.CatBoostRegressor(iterations=3)) == ()
    assert paths(differ(unfitted, catboost.CatBoostRegressor(iterations=4))) == ["v.params['iterations']"]


def test_data_sets_of_hugging_face(differ, record):
    datasets = pytest.importorskip("datasets")
    rows = datasets.Dataset.from_dict({"text": ["a", "b", "c", "d"], "n": [1, 2, 3, 4]})
    assert differ(rows, datasets.Dataset.from_dict({"text": ["a", "b", "c", "d"], "n": [1, 2, 3, 4]})) == ()
    assert differ(rows, rows.with_format("numpy")) == ()
    assert differ(rows.select([2, 1]), rows.select([2, 1])) == ()
    assert paths(differ(rows.select([2, 1]), rows.select([1, 2]))) == [
        "v.rows['text'].data",
        "v.rows['n'].data",
    ]
    assert differ(rows, rows.rename_column("n", "m"))
    halves = rows.train_test_split(test_size=0.5, seed=0)
    assert differ(halves, rows.train_test_split(test_size=0.5, seed=0)) == ()
    assert paths(differ(halves, rows.train_test_split(test_size=0.5, seed=4)))[0].startswith(
        "v['train'].rows"
    )
    assert differ(rows.select([]), rows.select([])) == ()
    with pytest.raises(UnsupportedOutputError, match=r"a stream of rows; return list\(…\) of it"):
        record(rows.to_iterable_dataset())


def test_modules_and_states_of_flax(differ):
    pytest.importorskip("flax")
    import jax
    import optax
    from flax import linen, nnx
    from flax.training.train_state import TrainState

    def net(seed=0):
        rngs = nnx.Rngs(seed)
        return nnx.Sequential(nnx.Linear(2, 3, rngs=rngs), nnx.Dropout(0.5, rngs=rngs))

    assert differ(net(), net()) == ()
    assert any(path.endswith("['kernel']") for path in paths(differ(net(), net(1))))
    assert any("rngs" in path for path in paths(differ(net(), net(1))))
    steps = [nnx.Optimizer(net(), optax.adam(1e-3), wrt=nnx.Param) for _ in range(2)]
    assert differ(*steps) == ()

    def state(seed=0):
        dense = linen.Dense(2)
        params = dense.init(jax.random.PRNGKey(seed), X[:1, :3])["params"]
        return TrainState.create(apply_fn=dense.apply, params=params, tx=optax.adam(1e-3))

    assert differ(state(), state()) == ()
    assert paths(differ(state(), state(1))) == ["v.params['kernel']"]
    assert paths(differ(state(), state().replace(step=3))) == ["v.step"]


def test_models_of_keras(differ, monkeypatch):
    pytest.importorskip("jax")
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    keras = pytest.importorskip("keras")

    def model(seed=0):
        keras.utils.set_random_seed(seed)
        return keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(2)])

    assert differ(model(), model()) == ()  # their layers have other names
    assert paths(differ(model(), model(1))) == ["v.weights[0]"]


def test_agents_of_stable_baselines(differ):
    sb3 = pytest.importorskip("stable_baselines3")
    agents = [sb3.A2C("MlpPolicy", "CartPole-v1", seed=seed, device="cpu") for seed in (0, 0, 1)]
    assert differ(*agents[:2]) == ()
    assert any(path.startswith("v['policy']") for path in paths(differ(*agents[1:])))


def test_metrics_of_torchmetrics(differ):
    torchmetrics = pytest.importorskip("torchmetrics")

    def metric(*values):
        made = torchmetrics.MetricCollection([torchmetrics.MeanMetric(), torchmetrics.MaxMetric()])
        for value in values:
            made.update(value)
        return made

    assert differ(metric(1, 2), metric(1, 2)) == ()
    assert paths(differ(metric(1, 2), metric(2))) == [
        "v['MeanMetric']['mean_value']", "v['MeanMetric']['weight']",
    ]  # fmt: skip


def test_images_of_pillow(differ):
    image = pytest.importorskip("PIL.Image")
    grey = image.new("L", (3, 2), 7)
    assert differ(grey, image.new("L", (3, 2), 7)) == ()
    assert paths(differ(grey, image.new("L", (3, 2), 8))) == ["v.pixels"]
    assert "v.shape" in paths(differ(grey, image.new("L", (2, 3), 7)))
    assert "v.mode" in paths(differ(grey, image.new("RGB", (3, 2), 7)))
    indexed, other = image.new("P", (3, 2)), image.new("P", (3, 2))
    indexed.putpalette([1, 2, 3])
    other.putpalette([1, 2, 4])
    assert paths(differ(indexed, other)) == ["v.palette"]


def test_graphs_of_networkx(differ):
    networkx = pytest.importorskip("networkx")

    def graph(*edges, kind=networkx.Graph, **attributes):
        made = kind(**attributes)
        made.add_edges_from(edges)
        return made

    assert differ(graph("ab", "bc"), graph("ab", "bc")) == ()
    assert paths(differ(graph("ab", "bc"), graph("bc", "ab"))) == ["v.nodes", "v.adj", "v.adj['b']"]
    assert paths(differ(graph("ab"), graph("ab", name="x"))) == ["v.graph['name']"]
    weighted = graph("ab")
    weighted.edges["a", "b"]["weight"] = 2.0
    assert paths(differ(weighted, graph("ab"))) == ["v.adj['a']['b']['weight']", "v.adj['b']['a']['weight']"]
    assert differ(graph("ab"), graph("ab", kind=networkx.DiGraph))
    parallel = graph("ab", "ab", kind=networkx.MultiGraph)
    assert differ(parallel, graph("ab", kind=networkx.MultiGraph))
    known = vars(parallel).keys()
    view = parallel.subgraph(["a"])
    assert differ(view, parallel.subgraph(["a", "b"]))
    assert vars(parallel).keys() == known  # nothing is stored in what is looked at


def test_tokenizers(differ):
    tokenizers = pytest.importorskip("tokenizers")

    def tokenizer(*words):
        ids = {word: number for number, word in enumerate([*words, "[UNK]"])}
        return tokenizers.Tokenizer(tokenizers.models.WordLevel(ids, unk_token="[UNK]"))

    assert differ(tokenizer("a", "b"), tokenizer("a", "b")) == ()
    assert paths(differ(tokenizer("a", "b"), tokenizer("b", "a")))
    transformers = pytest.importorskip("transformers")
    fast = [
        transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer("a", "b"), unk_token=unknown)
        for unknown in ("[UNK]", "[UNK]", "a")
    ]
    assert differ(*fast[:2]) == ()
    assert "v.special_tokens['unk_token']" in paths(differ(*fast[1:]))


def test_models_of_pydantic(differ):
    pydantic = pytest.importorskip("pydantic")

    class Result(pydantic.BaseModel, extra="allow"):
        score: float
        folds: list[int] = []

    assert differ(Result(score=1, folds=[1]), Result(score=1, folds=[1])) == ()
    assert paths(differ(Result(score=1), Result(score=2))) == ["v.score"]
    assert paths(differ(Result(score=1, more=1), Result(score=1, more=2))) == ["v.more"]


def test_studies_of_optuna(differ):
    optuna = pytest.importorskip("optuna")

    def study(seed=0):
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        made = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=seed))
        made.optimize(lambda trial: trial.suggest_float("x", 0, 1) ** 2, n_trials=3)
        return made

    assert differ(study(), study()) == ()
    assert "v.trials[0]['params']['x']" in paths(differ(study(), study(1)))
