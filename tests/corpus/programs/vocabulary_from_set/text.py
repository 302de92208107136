TEXTS = [
    "shall i compare thee to a summers day",
    "thou art more lovely and more temperate",
    "rough winds do shake the darling buds of may",
]


def tokens():
    return [t.split() for t in TEXTS]
