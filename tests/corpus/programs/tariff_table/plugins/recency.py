NAME = "days_ago"


def compute(frame):
    today = frame["moment"].max().normalize()
    return (today - frame["moment"]).dt.days.astype(float)
