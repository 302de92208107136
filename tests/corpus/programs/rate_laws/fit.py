import time

import numpy as np
from scipy.optimize import least_squares

from assay import grid, measure
from laws import all_laws


def fit_law(law, columns, rates):
    start = np.linspace(0.7, 1.9, law.size)

    def residuals(values):
        return law(columns, values) - rates

    return least_squares(residuals, start, bounds=(1e-3, 50), max_nfev=40)


def select():
    columns, rates = measure()
    begun = time.perf_counter()
    found = {}
    for law in all_laws():
        result = fit_law(law, columns, rates)
        aic = rates.size * np.log(2 * result.cost / rates.size) + 2 * law.size
        found[law.name] = (float(aic), law, result.x)
    best = min(found, key=lambda name: found[name][0])
    _, law, values = found[best]
    print(f"{len(found)} laws in {time.perf_counter() - begun:.2f} s, best: {best}")
    return {
        "best": best,
        "formula": law.latex(),
        "values": values,
        "curve": np.round(law(grid(), values), 4),
    }
