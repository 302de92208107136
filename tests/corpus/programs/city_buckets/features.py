import pandas as pd


def encode(frame):
    out = frame.copy()
    out["stable"] = pd.util.hash_pandas_object(out["city"], index=False) % 16
    out["bucket"] = out["city"].map(lambda name: hash(name) % 16)
    out["many"] = out["city"].isin(set(out["city"].value_counts().index))
    return out


def summarise(frame):
    return frame.groupby("bucket")["spent"].mean()
