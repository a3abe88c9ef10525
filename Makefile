# Two commands do everything: `make run` and `make test`. Both need only Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test coverage soak lock clean

run: $(VENV)/.ready-run
	@$(BIN)/python -m bot demo

test: $(VENV)/.ready-test
	@PYTHON=$(BIN)/python sh tests/run.sh

coverage: $(VENV)/.ready-test
	@PYTHON=$(BIN)/python sh tests/run.sh --cov --cov-report=term:skip-covered

soak: $(VENV)/.ready-test
	@$(BIN)/python -m pytest -m soak -s -o addopts="" --hypothesis-profile=soak

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name another one: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.ready-run: $(VENV)/.made requirements.lock
	@echo "Preparing the environment in $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.ready-test: $(VENV)/.made requirements-dev.lock
	@echo "Preparing the test environment in $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

lock: $(VENV)/.made
	@$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --upgrade --no-annotate pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --upgrade --no-annotate --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .coverage
