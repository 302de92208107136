def tags(frame):
    return frame.groupby("item")["tag"].agg(lambda values: " ".join(set(values)))


def counts(frame):
    return frame.groupby("item")["tag"].agg(lambda values: len(set(values)))


def ordered(frame):
    return frame.groupby("item")["tag"].agg(lambda values: " ".join(sorted(set(values))))
