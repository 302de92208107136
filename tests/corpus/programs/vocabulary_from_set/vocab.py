from text import tokens


def vocabulary():
    words = {word for line in tokens() for word in line}
    return {word: number for number, word in enumerate(words)}
