# Everything that one does with Wasl day by day. `make` lists it.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
export UV_PYTHON_DOWNLOADS := never
unexport PYTHONDONTWRITEBYTECODE # compiled once, commands start twice as fast

.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: install ## install, make a nation of 20,000, link it, serve it, print where to look
	@$(BIN)/wasl up

install: $(BIN)/.installed src/wasl/core/static/vendor/.built ## what running needs
install-dev: $(BIN)/.installed-dev src/wasl/core/static/vendor/.built ## what running and testing need

test: install-dev ## every test on the embedded store (WASL_DATABASE_URL for another)
	@$(BIN)/python scripts/with_servers.py $(BIN)/pytest $(PYTEST)

test-postgresql: install-dev ## every test with PostgreSQL as the main store
	@$(BIN)/python scripts/with_servers.py --main-store postgresql $(BIN)/pytest $(PYTEST)

check: install-dev ## style, types, floors, texts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports

format: install-dev ## put the code in our form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: install-dev ## take the screenshots of the documentation from the running demo
	@PYTHONPATH=. $(BIN)/python scripts/screenshots.py http://localhost:8000

clean: ## remove what was installed and built; data in var/ stay
	rm -rf .venv node_modules src/wasl/core/static/vendor

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Wasl needs Python 3.11 or newer: set PYTHON=/path/to/python3'; exit 1; }
	@$(PYTHON) -m venv .venv || { echo 'Python lacks its venv module: on Debian, apt-get install python3-venv'; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check 'uv==0.13.9'

$(BIN)/.installed: $(UV) uv.lock pyproject.toml
	@$(UV) sync --quiet --frozen --no-default-groups --group faces --inexact
	@touch $@

$(BIN)/.installed-dev: $(UV) uv.lock pyproject.toml
	@$(UV) sync --quiet --frozen --inexact
	@touch $@ $(BIN)/.installed

src/wasl/core/static/vendor/.built: package.json package-lock.json scripts/assets.py src/wasl/locale/ar/LC_MESSAGES/django.po $(BIN)/.installed
	@$(BIN)/python scripts/assets.py
	@touch $@

.PHONY: help run install install-dev test test-postgresql check format screenshots clean
