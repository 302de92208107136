from draw import pick
from votes import order


def choose():
    word, k = pick(order())
    return {"word": word, "k": k, "first": order()[0]}
