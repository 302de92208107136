import pandas as pd


def age(frame):
    now = pd.Timestamp.now()
    return (now - frame["born"]).dt.days


def split(frame):
    frame = frame.assign(age=age(frame)).sort_values("token")
    return frame.iloc[:30], frame.iloc[30:]
