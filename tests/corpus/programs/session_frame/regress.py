def means(frame, weights):
    grouped = frame.groupby("group")["x"].mean()
    return grouped * weights
