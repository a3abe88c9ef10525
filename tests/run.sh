#!/bin/sh
# Everything CI runs, in the order in which it is cheapest to fail. PYTHON: the environment's interpreter.
set -eu
PYTHON=${PYTHON:-.venv/bin/python}
WORKERS=${WORKERS:-6}

"$PYTHON" -m ruff check .
"$PYTHON" -m ruff format --check .
"$PYTHON" -m mypy
"$PYTHON" -m pytest -q -n "$WORKERS" --dist worksteal "$@"
