import uuid


def token():
    return str(uuid.uuid4())
