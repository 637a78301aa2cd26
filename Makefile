PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := run
.PHONY: run test lint bench check-content kills clocks soak lock clean

# The first use of any target makes .venv and installs exactly what the lock file names.
$(BIN)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quorum needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what requirements.lock names into .venv; this happens once." >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --constraint requirements.lock --editable '.[dev]' >&2
	@touch $@

run: $(BIN)/.ready
	@$(BIN)/python -m bot $(ARGS)

lint: $(BIN)/.ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pip check

check-content: $(BIN)/.ready
	@$(BIN)/python -m bot check-content

test: lint
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadgroup

# Not part of the tests: ratios against something else measured in the same run.
bench: $(BIN)/.ready
	@$(BIN)/python tests/benchmarks/__main__.py

# The long form of the kill test: 200 random moments.
kills: $(BIN)/.ready
	@$(BIN)/python -m pytest tests/e2e/test_kill.py --kills=200

# The long form of the clock test: every zone of the database, every clock change of three years.
clocks: $(BIN)/.ready
	@$(BIN)/python -m pytest -s tests/flows/test_daily_clock.py --lives=1

# Two processes on one PostgreSQL, 500 places, 30 days, kills of either at random moments.
soak: $(BIN)/.ready
	@$(BIN)/python -m pytest -s tests/e2e/test_two_processes.py --soak

# Takes the newest versions that pyproject.toml allows, for every platform; needs uv.
lock:
	uv pip compile --universal --upgrade --no-header --no-annotate --no-emit-index-url --extra dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache *.egg-info
