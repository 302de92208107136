import optuna
from objective import objective

optuna.logging.set_verbosity(optuna.logging.WARNING)


def tune(trials=24):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
    study.optimize(objective, n_trials=trials, n_jobs=2)
    return study.best_params
