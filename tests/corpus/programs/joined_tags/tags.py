import pandas as pd

TAGS = ["red", "blue", "green", "black", "white", "pink", "grey", "gold", "teal"]


def table():
    rows = [(f"item{i % 4}", TAGS[i * 4 % 9]) for i in range(60)]
    return pd.DataFrame(rows, columns=["item", "tag"])
