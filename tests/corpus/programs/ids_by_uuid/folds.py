from records import load


def folds():
    ordered = sorted(load(), key=lambda r: r.id)
    half = len(ordered) // 2
    return [sum(r.value for r in ordered[:half]), sum(r.value for r in ordered[half:])]
