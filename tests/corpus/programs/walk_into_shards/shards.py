import os


def write(root):
    for part in ("eu", "us", "asia"):
        os.makedirs(os.path.join(root, part))
        for k in range(4):
            with open(os.path.join(root, part, f"{k}.csv"), "w") as file:
                file.write("\n".join(str((k * 31 + len(part) * 17 + i) % 13) for i in range(5)))


def read(root):
    for here, _, files in os.walk(root):
        for name in files:
            with open(os.path.join(here, name)) as file:
                yield [float(line) for line in file]
