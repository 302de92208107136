import os


def make(root):
    for folder in "abcd":
        (root / folder / "deep").mkdir(parents=True)
        for number in range(3):
            (root / folder / "deep" / f"{number}.bin").write_bytes(folder.encode() * number)
    return sum(len(os.listdir(root / folder / "deep")) for folder in os.listdir(root))
