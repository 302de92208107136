import weakref

ALIVE = weakref.WeakSet()


class Layer:
    def __init__(self, scale):
        self.scale = scale
        ALIVE.add(self)

    def penalty(self):
        return self.scale / 3.0
