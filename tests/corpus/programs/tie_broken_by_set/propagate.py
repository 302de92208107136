from edges import neighbours


def majority(labels):
    return max(set(labels), key=labels.count)


def propagate(rounds=4):
    table = neighbours()
    labels, history = {node: node for node in sorted(table)}, []
    for _ in range(rounds):
        for node in sorted(table):
            labels[node] = majority([labels[n] for n in table[node]])
        history.append("".join(labels.values()))
    return history
