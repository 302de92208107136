def smooth(shards, alpha=0.2):
    value, history = 0.0, []
    for shard in shards:
        for x in shard:
            value += alpha * (x - value)
        history.append(value)
    return history
