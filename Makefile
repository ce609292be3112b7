# Everything a fresh machine needs: Python 3.11 or newer, and make.
.PHONY: demo test test-fast test-servers lint format bench clean install install-dev system-packages
.DEFAULT_GOAL := demo

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A process for each core, and all tests of a file in the same one.
SIDE_BY_SIDE := -n auto --dist loadfile
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt

demo: install
	$(BIN)/newsletter demo

test: install-dev system-packages
	$(BIN)/pytest $(SIDE_BY_SIDE)

test-fast: install-dev
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not slow and not browser"

test-servers: install-dev
	@sh scripts/pds --install || [ $$? = 69 ]
	$(BIN)/pytest tests/servers

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_layers.py

format: install-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install-dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) demo out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

install: $(VENV)/installed
install-dev: $(VENV)/installed-dev

system-packages:
	@sh scripts/system-packages

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newsletter needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12" or 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/installed
