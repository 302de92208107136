import uuid

import pandas as pd


def people():
    born = pd.date_range("1950-03-01", periods=40, freq="500D")
    frame = pd.DataFrame({"born": born, "income": range(40)})
    frame["token"] = [uuid.uuid4().hex for _ in frame.index]
    frame["name"] = [uuid.uuid5(uuid.NAMESPACE_DNS, f"p{i}").hex for i in frame.index]
    return frame
