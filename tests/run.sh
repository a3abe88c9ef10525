#!/bin/sh
# Everything CI runs, cheapest to fail first; the types are checked beside the tests. PYTHON: the environment's
# interpreter.
set -eu
PYTHON=${PYTHON:-.venv/bin/python}
WORKERS=${WORKERS:-4}
unset PYTHONDONTWRITEBYTECODE  # many processes read what the first of them has compiled

"$PYTHON" -m ruff check .
"$PYTHON" -m ruff format --check .

found=$(mktemp)
"$PYTHON" -m mypy >"$found" 2>&1 &
mypy=$!
trap 'kill $mypy 2>/dev/null || true; rm -f "$found"' EXIT
trap 'exit 130' INT TERM

failed=0
"$PYTHON" -m pytest -q -n "$WORKERS" --dist worksteal "$@" || failed=$?
wait $mypy || failed=$?
cat "$found"
exit $failed
