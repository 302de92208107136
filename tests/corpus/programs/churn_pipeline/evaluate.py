from frame import customers
from model import build
from sklearn.model_selection import train_test_split


def evaluate():
    frame = customers()
    train, test = train_test_split(frame, test_size=0.25, random_state=0)
    model = build()
    model.fit(train.drop(columns="churned"), train["churned"])
    return model, model.predict_proba(test.drop(columns="churned"))[:, 1]
