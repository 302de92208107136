from scipy import stats
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import ShuffleSplit
from sklearn.utils import check_random_state, shuffle


def sample(rng, n):
    rng = check_random_state(rng)
    return stats.norm.rvs(size=(n, 3), random_state=rng)


def scores(x, y, rng):
    x, y = shuffle(x, y, random_state=rng)
    found = []
    for train, test in ShuffleSplit(3, test_size=0.3, random_state=rng).split(x):
        model = SGDClassifier(max_iter=5, tol=None, random_state=rng).fit(x[train], y[train])
        found.append(model.score(x[test], y[test]))
    return found
