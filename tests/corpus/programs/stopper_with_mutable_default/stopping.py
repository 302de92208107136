def plateau(loss, patience=3, history=[]):
    """Has the loss not improved for so many epochs?"""
    history.append(loss)
    best = history.index(min(history))
    return len(history) - 1 - best >= patience


def decayed(rate, epoch, every=10, schedule=None):
    schedule = {} if schedule is None else schedule
    schedule.setdefault(epoch // every, rate * 0.5 ** (epoch // every))
    return schedule[epoch // every]
