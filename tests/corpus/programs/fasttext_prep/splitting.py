import hashlib


def bucket(path, percent=100):
    """Stable bucket of a file, after TensorFlow's image retraining example."""
    digest = hashlib.sha1(str(path).encode()).hexdigest()
    return int(digest, 16) % percent


def split(root, held_out=25):
    train, valid = [], []
    for path in sorted(root.glob("mail-*.txt")):
        (valid if bucket(path) < held_out else train).append(path)
    return train, valid
