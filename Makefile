# `make demo` and `make test` do all of their own set-up: they need Python 3.10 or later, make and a C compiler.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# DVC, MLflow and Kubeflow, which the tests in tests/pipelines run for real, live in an environment of their own.
PIPELINES ?= .venv-pipelines
# tokenizers, polars, Optuna and gensim, for the programs in tests/real_programs; what else fixtures return, for outputs.
REAL ?= .venv-real

# The tests start hundreds of interpreters: each would compile the project anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-slow test-pipelines test-real corpus lint format benchmark clean

demo: $(READY)
	@$(BIN)/python examples/demo.py

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal

test-slow: $(READY)
	$(BIN)/python -m pytest -m slow

test-pipelines: $(PIPELINES)/.ready
	$(PIPELINES)/bin/python -m pytest tests/pipelines

test-real: $(REAL)/.ready
	$(REAL)/bin/python -m pytest -m slow tests/real_programs
	$(REAL)/bin/python -m pytest tests/outputs/test_tables.py tests/outputs/test_libraries.py

corpus: $(READY)
	$(BIN)/python -m tests.corpus

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/repro-lint

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)
	$(BIN)/python -m lint_rules.docs

benchmark: $(READY)
	@for script in benchmarks/bench_*.py; do echo; echo "== $$script"; $(BIN)/python $$script || exit 1; done

$(READY): requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -r requirements-dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps -e .
	@touch $@

$(PIPELINES)/.ready: requirements-pipelines.txt pyproject.toml
	$(PYTHON) -m venv $(PIPELINES)
	$(PIPELINES)/bin/python -m pip install --disable-pip-version-check --quiet -r requirements-pipelines.txt
	$(PIPELINES)/bin/python -m pip install --disable-pip-version-check --quiet --no-deps -e .
	@touch $@

$(REAL)/.ready: requirements-real.txt pyproject.toml
	$(PYTHON) -m venv $(REAL)
	$(REAL)/bin/python -m pip install --disable-pip-version-check --quiet -r requirements-real.txt
	$(REAL)/bin/python -m pip install --disable-pip-version-check --quiet --no-deps -e .
	@touch $@

clean:
	rm -rf $(VENV) $(PIPELINES) $(REAL) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
