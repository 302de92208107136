import numpy as np
import pandas as pd


def load(people=48, count=400, seed=23):
    rng = np.random.default_rng(seed)
    sender = rng.integers(0, people, count)
    same = rng.random(count) < 0.2
    receiver = np.where(same, (sender + 6 * rng.integers(1, 8, count)) % people, rng.integers(0, people, count))
    days = rng.integers(0, 500, count)
    frame = pd.DataFrame({"sender": sender, "receiver": receiver})
    frame["sent_at"] = pd.Timestamp("2024-06-01") + pd.to_timedelta(days, unit="D")
    return frame[frame["sender"] != frame["receiver"]].reset_index(drop=True)


def weighted(frame, scale=60.0):
    age = (pd.Timestamp.now() - frame["sent_at"]).dt.days.clip(lower=0)
    return frame.assign(weight=1 / (1 + age / scale))


def roles(people=48):
    """Which of them have answered the survey with yes."""
    return np.array([int((3 * person) % 7 < 3) ^ (person % 6 == 1) for person in range(people)])
