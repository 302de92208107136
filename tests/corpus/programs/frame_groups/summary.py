def summarise(orders):
    per = orders.groupby("customer").agg(total=("amount", "sum"), last=("day", "max"))
    per["share"] = per["total"] / per["total"].sum()
    return per


def holdout(orders):
    test = orders.sample(frac=0.25, random_state=3)
    return orders.drop(test.index), test
