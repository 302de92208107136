LINES = [f"w{i % 11} w{i * 3 % 7} x{i % 5}" for i in range(30)]


def vocabulary():
    return list({w for line in LINES for w in line.split()})
