def unique(records):
    seen = set(records)
    return list(seen)


def only(records, source):
    wanted = {record for record in records if record.source == source}
    return sorted(wanted, key=lambda record: record.key())


def split(records, share=0.5):
    cut = int(len(records) * share)
    return records[:cut], records[cut:]
