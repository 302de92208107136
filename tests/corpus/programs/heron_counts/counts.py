import numpy as np
from scipy import special

from settings import REGISTRY, register, setting


@register("poisson")
class Poisson:
    def log_density(self, rate, y):
        with np.errstate(divide="ignore"):
            return float((y * np.log(rate) - rate - special.gammaln(y + 1)).sum())


@register("negbin")
class NegativeBinomial:
    size = 4.0

    def log_density(self, rate, y):
        p = self.size / (self.size + rate)
        return float((special.gammaln(y + self.size) - special.gammaln(self.size) - special.gammaln(y + 1)
                      + self.size * np.log(p) + y * np.log1p(-p)).sum())


def herons(sites=40, seed=71):
    rng = np.random.default_rng(seed)
    return rng.negative_binomial(4, 0.4, sites)


def sample(family, y, seed=8):
    """Random-walk Metropolis over the log rate."""
    rng = np.random.default_rng(seed)
    model, prior = REGISTRY[family](), setting("prior")
    here, chain = np.log(y.mean()), []
    density = model.log_density(np.exp(here), y) - prior * here ** 2
    for _ in range(setting("steps")):
        there = here + 0.2 * rng.normal()
        other = model.log_density(np.exp(there), y) - prior * there ** 2
        if np.log(rng.random()) < other - density:
            here, density = there, other
        chain.append(here)
    return np.array(chain[setting("burn"):])


def compare(y):
    chains = {family: sample(family, y) for family in ("poisson", "negbin")}
    return {"chains": chains, "text": str(np.round(chains["negbin"][:5], 4).tolist()),
            "rates": {k: float(np.exp(c).mean()) for k, c in chains.items()}}
