import json
import sys


def main():
    words = set(sys.stdin.read().split())
    counts = {word: len(word) for word in words}
    json.dump({"order": list(words), "counts": counts}, sys.stdout, sort_keys=True)


if __name__ == "__main__":
    main()
