NAME = "night_tariff"

NIGHT = frozenset({22, 23, 0, 1, 2, 3, 4, 5})


def compute(frame):
    local = frame["moment"].dt.tz_convert("Europe/Vienna")
    return local.dt.hour.isin(NIGHT).astype(float)
