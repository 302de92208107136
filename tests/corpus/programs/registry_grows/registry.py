TRANSFORMS = []


def register(name, factor):
    TRANSFORMS.append((name, factor))


register("double", 2.0)
