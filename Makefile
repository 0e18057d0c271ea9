# Every target sets up .venv by itself. Needed: Python >= 3.11 with pip and venv, GNU make, access to the package index.
PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := -m pip --disable-pip-version-check --quiet
DEMO_EVENTS := rules/demo.jsonl.gz

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench soak lock clean
.DELETE_ON_ERROR:

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(READY) ## build .venv from the pinned dependencies

demo: $(READY) ## score the bundled event log with the shipped rules and explain one hot lead
	$(BIN)/punkty score rules/b2b $(DEMO_EVENTS) --top 10
	$(BIN)/punkty why rules/b2b $(DEMO_EVENTS) --contact u1053
	$(BIN)/punkty score rules/shop $(DEMO_EVENTS) --top 10

test: lint ## lint, types and every test
	$(BIN)/python -m pytest -n $(WORKERS)

lint: $(READY) ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(READY) ## measure speed and print the figures
	$(BIN)/python tests/bench/run.py

soak: $(READY) ## the property tests with many more examples
	$(BIN)/python -m pytest -n $(WORKERS) --hypothesis-profile=soak tests/properties

# Pins already in the lock files are kept; `make lock UPGRADE=--upgrade` takes the newest instead.
COMPILE = $(VENV)-lock/bin/uv pip compile $(UPGRADE) --quiet --no-config --universal --python-version 3.11 \
  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --strip-extras
lock: ## make the lock files again from pyproject.toml
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python $(PIP) install --require-hashes -r requirements/lock.txt
	$(COMPILE) pyproject.toml --extra dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	$(COMPILE) --group lock -o requirements/lock.txt

clean: ## remove .venv and everything that was built
	rm -rf $(VENV) $(VENV)-lock build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml requirements/dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Punkty needs Python 3.11 or newer, and there is no $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Punkty needs Python 3.11 or newer, and $(PYTHON) is %d.%d. Try: make PYTHON=python3.11 $(MAKECMDGOALS)" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) install --require-hashes -r requirements/dev.txt
	$(BIN)/python $(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
