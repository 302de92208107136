"""Feature plug-ins: one module each, with a NAME and a compute()."""
import importlib
import pkgutil


def discover():
    found = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        found[module.NAME] = module.compute
    return dict(sorted(found.items()))
