def labels(rows):
    return tuple({r["label"] for r in rows})
