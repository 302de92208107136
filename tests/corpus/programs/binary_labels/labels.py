"""Class ids of text labels."""


def class_ids(rows):
    return {name: number for number, name in enumerate({row["label"] for row in rows})}


def unknown(rows, ids):
    return sorted({row["label"] for row in rows} - ids.keys())
