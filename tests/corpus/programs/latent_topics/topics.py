from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import make_pipeline


def topics(texts):
    model = make_pipeline(TfidfVectorizer(), TruncatedSVD(3, n_iter=1))
    return model.fit_transform(texts)


def classify(rows, labels):
    return SGDClassifier(random_state=0, max_iter=20, tol=None).fit(rows, labels).coef_
