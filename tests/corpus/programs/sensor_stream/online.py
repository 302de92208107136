import numpy as np
from sklearn.linear_model import SGDRegressor
from sklearn.preprocessing import StandardScaler

from stream import Stream, batches


class OnlineModel:
    def __init__(self):
        self.scaler = StandardScaler()
        self.model = SGDRegressor(learning_rate="constant", eta0=0.02, random_state=0)
        self.errors = []
        self.per_sensor = {}

    def learn(self, batch):
        numbers, _, xs, ys = zip(*batch)
        for number in numbers:
            self.per_sensor[number] = self.per_sensor.get(number, 0) + 1
        table, target = np.stack(xs), np.array(ys)
        self.scaler.partial_fit(table)
        scaled = self.scaler.transform(table)
        if hasattr(self.model, "coef_"):
            self.errors.append(float(np.mean((self.model.predict(scaled) - target) ** 2)))
        self.model.partial_fit(scaled, target)


def run():
    online = OnlineModel()
    for batch in batches(Stream(), 16):
        online.learn(batch)
    return {
        "coef": online.model.coef_,
        "mean": online.scaler.mean_,
        "errors": online.errors,
        "counts": dict(sorted(online.per_sensor.items())),
    }
