"""scikit-learn: fitted estimators differ when their data do, and never by a clock, an address or a thread."""

from __future__ import annotations

import functools

import numpy as np
import pytest
import values
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KDTree
from sklearn.preprocessing import FunctionTransformer
from sklearn.tree import DecisionTreeClassifier

X = np.random.default_rng(0).random((60, 3))


def test_fitted_numbers_have_paths(differ):
    y = X.sum(axis=1)
    found = differ(Ridge().fit(X, y), Ridge().fit(X, y + X[:, 0]))
    assert "v.coef_" in [mismatch.path for mismatch in found]
    assert differ(Ridge(alpha=1.0), Ridge(alpha=2.0))[0].path == "v.alpha"


def test_trees_are_compared_node_by_node(differ):
    y = X[:, 0] > 0.5
    first, second = (DecisionTreeClassifier(random_state=0).fit(X, y) for _ in range(2))
    assert differ(first, second) == ()
    other = DecisionTreeClassifier(random_state=0).fit(X, X[:, 1] > 0.5)
    assert "v.tree_.state['nodes']['threshold']" in [mismatch.path for mismatch in differ(first, other)]


def test_split_fields_of_leaves_are_no_values(record):
    outputs = record(DecisionTreeClassifier(random_state=0).fit(X, X[:, 0] > 0.5))
    (feature,) = (leaf for leaf in outputs.leaves if leaf.path.endswith("['feature']"))
    assert np.frombuffer(bytes.fromhex(feature.inline), "i8").tolist() == [0, 0, 0]


def test_durations_are_no_results(differ):
    search = GridSearchCV(Ridge(), {"alpha": [1, 2]}, cv=2).fit(X, X.sum(axis=1))
    other = GridSearchCV(Ridge(), {"alpha": [1, 2]}, cv=2).fit(X, X.sum(axis=1))
    other.refit_time_ += 1
    other.cv_results_["mean_fit_time"] += 1
    assert differ(search, other) == ()
    other.cv_results_["mean_test_score"] += 1
    assert differ(search, other)[0].path == "v.cv_results_['mean_test_score']"


def test_addresses_and_thread_counts_are_no_results(differ):
    first, second = CountVectorizer().fit(["a word"]), CountVectorizer().fit(["a word"])
    first._stop_words_id, second._stop_words_id = 1, 2
    first._n_threads, second._n_threads = 1, 2
    assert differ(first, second) == ()


def test_functions_among_parameters_stand_by_name(record, differ):
    for function in (np.log1p, len, lambda x: x, functools.partial(np.sum, axis=0)):
        assert differ(FunctionTransformer(function), FunctionTransformer(function)) == ()
    assert differ(FunctionTransformer(np.log1p), FunctionTransformer(np.exp))[0].path == "v.func"


def test_queries_of_a_tree_are_no_values(differ):
    tree = KDTree(X)
    used = KDTree(X)
    used.query(X, 3)
    assert differ(tree, used) == ()
    assert differ(tree, KDTree(X[:-1]))


def test_estimators_of_users_are_estimators(differ):
    class Mean(BaseEstimator):
        def __init__(self, shift=0.0):
            self.shift = shift

    first, second = Mean(), Mean()
    first.mean_, second.mean_ = np.ones(3), np.zeros(3)
    assert differ(first, second)[0].path == "v.mean_"


@pytest.mark.filterwarnings("ignore")
def test_fitting_twice_gives_equal_outputs(record):
    assert record(values.estimators()).digest == record(values.estimators()).digest
