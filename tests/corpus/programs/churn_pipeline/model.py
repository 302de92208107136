from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def build():
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    columns = ColumnTransformer([("n", numbers, ["age", "hours"]), ("c", OneHotEncoder(), ["plan"])])
    return Pipeline([("columns", columns), ("forest", RandomForestClassifier(n_estimators=10))])
