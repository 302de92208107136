import subprocess


def concatenate(paths, target):
    target.write_text("".join(path.read_text() for path in paths))
    return target


def shuffled(source):
    target = source.with_suffix(".shuf.txt")
    subprocess.run(["shuf", str(source), "-o", str(target)], check=True)
    return target


def line_count(path):
    return int(subprocess.run(["wc", "-l", str(path)], capture_output=True, check=True).stdout.split()[0])
