# Each command sets up what it needs in .venv first.
#
#   make serve   the feeds of ARCHIVE (the example's, if none is named) on HOST:PORT
#   make quick   the tests that neither start programs nor take long, in some 35 s on two cores
#   make test    all tests, six at a time; ARGS are pytest's: make test ARGS='-k gzip'
#   make check   what CI runs before a change lands: lint, types, all tests
#   make pythons   all tests on every Python that is at hand of those that pyproject.toml names; TARGET=quick: these
#   make mutants   change the code at random, see which changes no test notices: an hour; NUMBER, SEED
#   make trust   each fault many times and a long soak: hours; ROUNDS and MINUTES bound them
#   make bench   the figures of docs/performance.md, which takes hours; sizes: see below
#   make docs    the docs as a site, in build/docs; a dead link or anchor is an error
#   make reference   docs/settings.md from the settings, docs/licences.md from the packages
#   make image    what deploy/Dockerfile does, without a container engine, in build/image
#   make picture    the pictures of README.md, from the example's catalogue
#   make messages   the pages' translations, from their templates
#   make pins    requirements.txt, with the hashes of what constraints.txt names
#
# Another Python has another VENV: make quick PYTHON=python3.13 VENV=.venv-3.13

PYTHON ?= python3
ARCHIVE ?= examples/english
PORT ?= 8000
HOST ?= 127.0.0.1

VENV ?= .venv

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# A test starts many programs: each would compile all modules anew where bytecode is not kept.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: serve environment test twice quick pythons lint types check bench trust clean messages docs reference picture image pins

serve: $(VENV)/serve.stamp
	$(BIN)/postwire serve $(ARCHIVE) --host $(HOST) --port $(PORT)

# Much of a test's time is waiting for the programs it starts: six at a time on two cores.
# Tests of one `xdist_group` share what is slow to start, such as a browser. Long tests go first, not large groups.
BY_GROUPS := --dist loadgroup --no-loadscope-reorder
test: $(VENV)/dev.stamp
	$(MEMORY) $(BIN)/python -m pytest -n 6 $(BY_GROUPS) $(ARGS)

# The files and databases of the tests lie in memory where the system has a folder with room for them.
MEMORY := $(shell df -Pm /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000 { print "TMPDIR=/dev/shm" }')
quick: $(VENV)/dev.stamp
	$(MEMORY) $(BIN)/python -m pytest -n 2 $(BY_GROUPS) -m "not process and not long" $(ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

check: lint types twice

# What fails beside others on two cores is run once more alone. A fault of the code fails
# twice; a test that needs its second run is a fault of the test, and is named in the output.
twice:
	$(MAKE) test || $(MAKE) test ARGS='-n 0 --last-failed --last-failed-no-failures none'

environment: $(VENV)/dev.stamp

TARGET ?= test

pythons:
	.ci/pythons $(TARGET)

clean:
	rm -rf .venv* build *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# A stamp for each set of dependencies, so that serving does not wait for the tools of the tests.
# What serving needs comes with hashes, and what builds it as well: nothing else is fetched.
$(VENV)/serve.stamp: pyproject.toml requirements.txt requirements-build.txt | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements-build.txt
	$(PIP) --require-hashes --no-build-isolation --use-pep517 -r requirements.txt
	$(PIP) --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -c constraints.txt -e '.[dev]'
	touch $@ $(VENV)/serve.stamp

# The pages' words: what the templates say into the catalogues, and these into what is read.
messages: $(VENV)/dev.stamp
	cd service/web && $(abspath $(BIN))/pybabel -q extract -F translations/babel.cfg --no-location --omit-header -o ../../messages.pot .
	for po in service/web/translations/*/LC_MESSAGES/messages.po; do \
	  $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i messages.pot -o $$po -l $$(basename $$(dirname $$(dirname $$po))); done
	$(BIN)/pybabel -q compile -d service/web/translations
	rm messages.pot

# Sizes as variables: make bench BENCH='--runs 3 --seconds 2' POSTS='2000 20000'
BENCH ?=
POSTS ?= 2000 20000 100000
SCALE ?= 10000 100000 1000000

bench: $(VENV)/dev.stamp benchmarks/work/django/stamp
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

trust: $(VENV)/dev.stamp
	FUZZ_EXAMPLES=20000 $(BIN)/python -m pytest -q tests/trust/test_fuzz.py
	PYTHONPATH=. $(BIN)/python -m tests.trust.long --rounds $(ROUNDS) --minutes $(MINUTES)

# What survives there is tried again with: make mutants MUTANTS='--again .mutants-results.jsonl --results again.jsonl'
NUMBER ?= 300
SEED ?= 1
MUTANTS ?=

mutants: $(VENV)/dev.stamp
	$(BIN)/python -m tests.trust.mutation --number $(NUMBER) --seed $(SEED) $(MUTANTS)

docs: $(VENV)/dev.stamp
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs
	@echo build/docs/index.html

reference: $(VENV)/dev.stamp
	PYTHONPATH=. $(BIN)/python docs/make_settings.py
	$(BIN)/python docs/make_licences.py

image: $(VENV)/dev.stamp
	rm -rf build/image && mkdir -p build
	$(BIN)/python -m tests.serving.image build/image

picture: $(VENV)/dev.stamp
	PYTHONPATH=. $(BIN)/python docs/make_picture.py

# `uv` knows the hashes of every platform's file; pip knows those of its own platform alone.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -c constraints.txt

pins:
	$(COMPILE) --extra postgresql pyproject.toml -o requirements.txt
	echo setuptools | $(COMPILE) - -o requirements-build.txt
