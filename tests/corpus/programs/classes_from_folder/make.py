NAMES = ["zebra", "ant", "mole", "cow", "yak", "bee", "fox", "owl"]


def make(folder):
    for number, name in enumerate(NAMES):
        (folder / name).mkdir()
        for k in range(3):
            (folder / name / f"{k}.txt").write_text(str(number * 10 + k))
