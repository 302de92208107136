NAME = "evening_share"


def compute(frame):
    local = frame["moment"].dt.tz_convert("Europe/Vienna")
    return ((local.dt.hour >= 18) & (local.dt.hour < 22)).astype(float)
