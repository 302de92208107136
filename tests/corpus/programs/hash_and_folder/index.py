from bloom import Bloom
from lines import create, read


def index(folder):
    create(folder)
    bloom, first = Bloom(), []
    for line in read(folder):
        bloom.add(line)
        first.append(line[0])
    return bloom.bits, "".join(first)
