# Every target sets up .venv by itself. Needed: Python >= 3.11 with pip and venv, GNU make, access to the package index.
PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BENCH := $(VENV)-bench
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

HEADING := @printf '\n\n=== %s\n\n'
demo: $(READY) ## score the bundled event log with the shipped rules and explain hot leads
	$(HEADING) "A software company: who is hot and why, the funnel, what sales would have been told"
	$(BIN)/punkty score rules/b2b $(DEMO_EVENTS) --top 16
	$(HEADING) "One lead that sales should call now: where each point comes from"
	$(BIN)/punkty why rules/b2b $(DEMO_EVENTS) --contact u1053
	$(HEADING) "The same leads, judged by the sum of points and by conversions: each plan alerts sales of half of them"
	$(BIN)/punkty score rules/b2b_conversion $(DEMO_EVENTS) --top 6
	$(HEADING) "A lead that the sum saw six days before the conversion"
	$(BIN)/punkty why rules/b2b_conversion $(DEMO_EVENTS) --contact u1055
	$(HEADING) "An online shop: who is about to buy, who left a cart"
	$(BIN)/punkty score rules/shop $(DEMO_EVENTS) --top 10
	$(HEADING) "A streaming service: who may subscribe, who watches, who leaves"
	$(BIN)/punkty score rules/vod $(DEMO_EVENTS) --top 10
	$(HEADING) "Groceries and their loyalty programme: who is nearly gold"
	$(BIN)/punkty score rules/fmcg $(DEMO_EVENTS) --top 10

test: lint ## lint, types and every test
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

lint: $(READY) ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(BENCH)/.ready ## measure speed beside other rule engines; BENCH_ARGS="--quick" takes a minute, "--help" tells the rest
	PYTHONPATH=. $(BENCH)/bin/python tests/bench/run.py $(BENCH_ARGS)

soak: $(READY) ## the property tests with many more examples
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --hypothesis-profile=soak tests/properties

# Pins already in the lock files are kept; `make lock UPGRADE=--upgrade` takes the newest instead.
COMPILE = $(VENV)-lock/bin/uv pip compile $(UPGRADE) --quiet --no-config --universal --python-version 3.11 \
  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --strip-extras
lock: ## make the lock files again from pyproject.toml
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python $(PIP) install --require-hashes -r requirements/lock.txt
	$(COMPILE) pyproject.toml --extra dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	$(COMPILE) pyproject.toml --extra peers -c requirements/dev.txt -o requirements/peers.txt
	$(COMPILE) --group lock -o requirements/lock.txt

clean: ## remove .venv and everything that was built
	rm -rf $(VENV) $(VENV)-lock $(BENCH) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml requirements/dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Punkty needs Python 3.11 or newer, and there is no $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Punkty needs Python 3.11 or newer, and $(PYTHON) is %d.%d. Try: make PYTHON=python3.11 $(MAKECMDGOALS)" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) install --require-hashes -r requirements/dev.txt
	$(BIN)/python $(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(BENCH)/.ready: requirements/peers.txt requirements/runtime.txt
	$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python $(PIP) install --require-hashes -r requirements/peers.txt || { \
	  echo "The other engines cannot be installed here: they are left out." >&2; \
	  $(BENCH)/bin/python $(PIP) install --require-hashes -r requirements/runtime.txt; }
	@touch $@
