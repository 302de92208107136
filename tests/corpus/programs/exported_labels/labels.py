RAW = ["cat", "dog", "owl", "fox", "bee", "ant", "elk", "cow", "hen", "pig"] * 3


def labels():
    return {label for label in RAW}
