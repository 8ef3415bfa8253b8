# Each command sets up what it needs in .venv first.
#
#   make serve   the feeds of ARCHIVE (the example's, if none is named) on HOST:PORT
#   make quick   the tests that start no programs: under 40 seconds on two cores
#   make test    all tests, four at a time; ARGS are pytest's: make test ARGS='-k gzip'
#   make check   what CI runs before a change lands: lint, types, all tests
#   make trust   each fault many times and a long soak: hours; ROUNDS and MINUTES bound them
#   make bench   the figures of docs/performance.md, which takes hours; sizes: see below
#   make docs    docs/settings.md, from the settings themselves
#   make messages   the pages' translations, from their templates

PYTHON ?= python3
ARCHIVE ?= examples/archive
PORT ?= 8000
HOST ?= 127.0.0.1

BIN := .venv/bin

.PHONY: serve test quick lint types check bench trust clean messages docs

serve: .venv/serve.stamp
	$(BIN)/postwire serve $(ARCHIVE) --host $(HOST) --port $(PORT)

# Much of a test's time is waiting for the programs it starts: four at a time on two cores.
# `loadgroup`: tests of one `xdist_group` share what is slow to start, such as a browser.
test: .venv/dev.stamp
	$(BIN)/python -m pytest -n 4 --dist loadgroup $(ARGS)

quick: .venv/dev.stamp
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not process" $(ARGS)

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

# The pages' words: what the templates say into the catalogues, and these into what is read.
messages: .venv/dev.stamp
	cd service/web && ../../$(BIN)/pybabel -q extract -F translations/babel.cfg --no-location --omit-header -o ../../messages.pot .
	for po in service/web/translations/*/LC_MESSAGES/messages.po; do \
	  $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i messages.pot -o $$po -l $$(basename $$(dirname $$(dirname $$po))); done
	$(BIN)/pybabel -q compile -d service/web/translations
	rm messages.pot

# Sizes as variables: make bench BENCH='--runs 3 --seconds 2' POSTS='2000 20000'
BENCH ?=
POSTS ?= 2000 20000 100000
SCALE ?= 10000 100000 1000000

bench: .venv/dev.stamp benchmarks/work/django/stamp
	PYTHONPATH=. $(BIN)/python -m benchmarks.performance --django $(CURDIR)/benchmarks/work/django/bin/python $(BENCH)
	PYTHONPATH=. $(BIN)/python -m benchmarks.cold_index --posts $(POSTS) --jekyll-up-to 2000 --page docs/performance.md
	PYTHONPATH=. $(BIN)/python -m benchmarks.scale --posts $(SCALE) --hugo-at 100000 --page docs/performance.md
	PYTHONPATH=. $(BIN)/python -m benchmarks.strangers --page docs/performance.md

benchmarks/work/django/stamp: benchmarks/requirements-django.txt
	$(PYTHON) -m venv benchmarks/work/django
	-benchmarks/work/django/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

# Every fault of docs/reliability.md, and fuzzing for longer than in the tests.
ROUNDS ?= 200
MINUTES ?= 30

trust: .venv/dev.stamp
	POSTWIRE_FUZZ_EXAMPLES=20000 $(BIN)/python -m pytest -q tests/trust/test_fuzz.py
	PYTHONPATH=. $(BIN)/python -m tests.trust.long --rounds $(ROUNDS) --minutes $(MINUTES)

docs: .venv/dev.stamp
	PYTHONPATH=. $(BIN)/python docs/make_settings.py
