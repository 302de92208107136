import uuid


class Record:
    def __init__(self, value):
        self.id = uuid.uuid4().hex
        self.value = value


def load():
    return [Record(v * v % 17) for v in range(20)]
