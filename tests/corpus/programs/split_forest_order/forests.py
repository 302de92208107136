from sklearn.ensemble import RandomForestClassifier


def fit(x, y):
    loose = RandomForestClassifier(5).fit(x, y)
    fixed = RandomForestClassifier(5, random_state=1).fit(x, y)
    return loose, fixed
