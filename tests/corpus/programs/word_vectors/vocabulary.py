TEXT = [f"word{i * 7 % 19} word{i * 5 % 13} word{i % 11}" for i in range(40)]


class Vocabulary:
    def __init__(self, lines):
        self.words = list({word for line in lines for word in line.split()})
        self.index = {word: i for i, word in enumerate(self.words)}

    def encode(self, line):
        return [self.index[word] for word in line.split()]
