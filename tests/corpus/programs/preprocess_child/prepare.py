import json
import sys

TEXT = "the quick brown fox jumps over a lazy dog while another fox sleeps under the old oak tree"


def main(target):
    vocabulary = {word for word in TEXT.split()}
    with open(target, "w") as stream:
        json.dump({word: i for i, word in enumerate(vocabulary)}, stream)


if __name__ == "__main__":
    main(sys.argv[1])
