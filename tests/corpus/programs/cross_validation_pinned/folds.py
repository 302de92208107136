from sklearn.model_selection import KFold


def folds(n=5):
    return KFold(n, shuffle=True, random_state=13)
