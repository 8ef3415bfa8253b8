# The two commands of the README are `make serve` and `make test`; each sets up
# what it needs in .venv first.

PYTHON ?= python3
ARCHIVE ?= examples/archive
PORT ?= 8000
HOST ?= 127.0.0.1

BIN := .venv/bin

.PHONY: serve test lint types check bench clean

serve: .venv/serve.stamp
	$(BIN)/postwire serve $(ARCHIVE) --host $(HOST) --port $(PORT)

test: .venv/dev.stamp
	$(BIN)/python -m pytest $(ARGS)

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev.stamp
	$(BIN)/mypy

check: lint types test

clean:
	rm -rf .venv build *.egg-info

.venv/bin/python:
	$(PYTHON) -m venv .venv

# A stamp for each set of dependencies, so that serving does not wait for the tools of the tests.
.venv/serve.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/dev.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@ .venv/serve.stamp
