PLUGINS = set()


def register(cls):
    PLUGINS.add(cls)
    return cls


def instances():
    return [plugin() for plugin in PLUGINS]
