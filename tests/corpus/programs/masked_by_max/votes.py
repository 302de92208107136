WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]


def order():
    return [w for w in set(WORDS)]
