# Needs python3 (3.11 or newer) and make. `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
BIN := .venv/bin
SYNC := $(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes
COMPILE := $(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11
CATALOGUES := $(wildcard base/locale/*/LC_MESSAGES/django.po)
READY := base/static/vendor/.stamp base/locale/.stamp
.DELETE_ON_ERROR:
.PHONY: help demo test bench crash defects lint messages vendor lock sbom clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

demo: .venv/.run $(READY) ## the whole product with invented children, on this machine (PORT=8000, ARGS=--check)
	@$(BIN)/python manage.py demo $(ARGS)

test: .venv/.test $(READY) ## every test, on all cores (ARGS="-k consent")
	@. scripts/browser.sh; $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist worksteal $(ARGS)

bench: .venv/.run $(READY) ## what search and duplicates find, and how fast, on invented names (ARGS="--names 1000000")
	@$(BIN)/python -m scripts.bench $(ARGS)

crash: .venv/.test $(READY) ## kill database and web server 25 times while people write, and look for what was lost (ARGS="--rounds 5")
	@$(BIN)/python -m scripts.crash $(ARGS)

defects: .venv/.test $(READY) ## plants defects in a copy of the tree, one by one: each must turn its tests red (ARGS="-k search")
	@. scripts/browser.sh; $(BIN)/python -m scripts.plant_defects $(ARGS)

lint: export DEMO := true
lint: .venv/.test ## style, types, templates, migrations, translations, house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/messages.py --check
	$(BIN)/python scripts/tidy.py
	$(BIN)/python scripts/sbom.py --check

messages: .venv/.test ## bring the catalogues of translations up to date with the source
	@$(BIN)/python scripts/messages.py

vendor: ## copy scripts, styles, icons and fonts again (after a change of scripts/vendor.json)
	@rm -f base/static/vendor/.stamp
	@$(MAKE) --no-print-directory base/static/vendor/.stamp

lock: .venv/.uv ## pin the newest allowed version of every package
	$(COMPILE) --upgrade pyproject.toml -o requirements/run.txt
	$(COMPILE) --upgrade --group test pyproject.toml -o requirements/test.txt
	$(COMPILE) --upgrade --group uv -o requirements/uv.txt
	$(COMPILE) --upgrade --group node -o requirements/node.txt
	npm install --package-lock-only --silent
	$(BIN)/python scripts/tidy.py

sbom: .venv/.uv base/static/vendor/.stamp ## the list of all parts with their hashes, as CycloneDX (ARGS="-o FILE")
	@$(BIN)/python scripts/sbom.py $(ARGS)

clean: ## remove everything that was made here, the demo's data too
	rm -rf .venv node_modules base/static/vendor base/fonts base/locale/.stamp base/locale/*/LC_MESSAGES/*.mo $${VAR_DIR:-var} \
	  "/dev/shm/himaya_$$(id -u)_$$(realpath -m "$${VAR_DIR:-var}/pgtest" | tr -d '\n' | sha256sum | cut -c-12)"

.venv/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, this is %d.%d: set PYTHON." % sys.version_info[:2])'
	@echo "Making a virtual environment in .venv…"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.run: requirements/run.txt .venv/.uv
	@echo "Installing the packages…"
	@test -e .venv/.test || $(SYNC) requirements/uv.txt requirements/run.txt
	@touch $@

.venv/.test: requirements/test.txt .venv/.uv
	@echo "Installing the packages, with those for tests…"
	@$(SYNC) requirements/uv.txt requirements/test.txt
	@touch $@ .venv/.run

base/static/vendor/.stamp: package-lock.json scripts/vendor.json scripts/vendor.py scripts/npm.sh | .venv/.uv
	@echo "Fetching scripts, styles and fonts…"
	@bash scripts/npm.sh
	@$(BIN)/python scripts/vendor.py
	@touch $@

base/locale/.stamp: $(CATALOGUES) | .venv/.run
	@mkdir -p base/locale
	@if [ -n "$(CATALOGUES)" ]; then $(BIN)/pybabel -q compile -d base/locale -D django; fi
	@touch $@
