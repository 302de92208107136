"""Candidate rate laws for an enzyme assay, written with sympy."""
import sympy as sp

S, P, I = sp.symbols("S P I", positive=True)

CANDIDATES = {
    "michaelis": "vmax*S/(km + S)",
    "competitive": "vmax*S/(km*(1 + I/ki) + S)",
    "hill": "vmax*S**h/(km**h + S**h)",
    "product": "vmax*S/(km*(1 + P/kp) + S)",
}

MEASURED = {S, P, I}


def parse(text):
    return sp.sympify(text, locals={"S": S, "P": P, "I": I})


class RateLaw:
    """A formula, what is measured in it, and what is to be fitted."""

    def __init__(self, name, text):
        self.name = name
        self.expr = parse(text)
        self.inputs = sorted(self.expr.free_symbols & MEASURED, key=str)
        self.parameters = [s for s in self.expr.free_symbols if s not in MEASURED]
        self._f = sp.lambdify([self.inputs, self.parameters], self.expr, "numpy")

    @property
    def size(self):
        return len(self.parameters)

    def __call__(self, columns, values):
        return self._f([columns[str(s)] for s in self.inputs], values)

    def latex(self):
        return sp.latex(self.expr)


def all_laws():
    return [RateLaw(name, text) for name, text in sorted(CANDIDATES.items())]
