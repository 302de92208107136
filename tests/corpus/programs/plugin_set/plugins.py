from registry import register


class Base:
    factor = 1.0

    def apply(self, x):
        return x * self.factor


@register
class Double(Base):
    factor = 2.0


@register
class Shift(Base):
    def apply(self, x):
        return x + 1


@register
class Square(Base):
    def apply(self, x):
        return x * x % 97


@register
class Negate(Base):
    factor = -1.0


@register
class Half(Base):
    factor = 0.5


@register
class Clip(Base):
    def apply(self, x):
        return max(min(x, 40.0), -40.0)


@register
class Third(Base):
    factor = 1 / 3


@register
class Back(Base):
    def apply(self, x):
        return x - 3
