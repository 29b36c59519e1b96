# Lianban 联办. `make` lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
LIANBAN_HOME ?= $(CURDIR)/var
PYTHON ?= python3
export PORT LIANBAN_HOME
ifdef DATABASE_URL
export DATABASE_URL
endif

BIN := .venv/bin
RUN := $(BIN)/python -m portal
# One process of tests more than cores, for each waits now and then (for a browser, a kill, a disk);
# the one that is done first takes over from the others.
SPREAD := -n $(shell echo $$(($$(nproc) < 4 ? $$(nproc) + 1 : 5))) --dist worksteal
FONTS := $(LIANBAN_HOME)/fonts/.installed

##@ Use

demo: install ## Load the demo city if there is none, serve it and print the demo sign-ins
	LIANBAN_MODE=demo LIANBAN_SECOND_FACTOR=off $(RUN) demo
	LIANBAN_MODE=demo LIANBAN_SECOND_FACTOR=off $(RUN) serve

serve: install ## Serve the portal with the settings of the environment
	$(RUN) serve

worker: install ## Run a worker as a process of its own
	$(RUN) worker

migrate: install ## Bring the database to the newest form
	$(RUN) migrate

install: .venv/.runtime $(FONTS) ## Install what running needs

##@ Develop

test: install-dev ## Run the tests on both databases, browser journeys included (T=path narrows)
	$(BIN)/python -m pytest $(SPREAD) $(T)

prove: install-dev ## Run the long proofs at full counts
	LIANBAN_PROVE=1 $(BIN)/python -m pytest $(SPREAD) -m "proof" $(or $(T),tests/proofs tests/journeys tests/portal/bench tests/portal/documents)

bench: install-dev ## Print the figures of this machine, and ratios that hold on others (SIZE=10000, QUICK=1, JSON=1)
	LIANBAN_FONTS=$(LIANBAN_HOME)/fonts $(RUN) bench $(if $(SIZE),--referrals $(SIZE)) $(if $(QUICK),--quick) $(if $(JSON),--json)

check: install-dev ## Lint, types, import contracts, catalogues, sizes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/sizes.py

fix: install-dev ## Format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

screenshots: install-dev ## Take the README's pictures anew
	$(BIN)/python .ci/screenshots.py

translations: install-dev ## Collect the texts into the three catalogues and compile them
	$(BIN)/python .ci/translations.py update

migration: install-dev ## Write a migration: make migration APP=referrals DESC="what changes"
	PICCOLO_CONF=portal.piccolo_conf LIANBAN_MODE=test $(BIN)/piccolo migrations new $(APP) --auto --desc="$(DESC)"

# Extras stay in the lock: without them pip asks for the newest `pydantic[email]`, unpinned.
lock: ## Pin every dependency with its hashes
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-strip-extras pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-strip-extras --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

help: ## Show this list
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	/^[a-z-]+:.*##/ {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- what the targets above stand on -------------------------------------------------------------

.venv/bin/python:
	$(PYTHON) -m venv .venv || { echo "Python's venv is missing. Run: sudo apt-get install -y python3-venv"; exit 1; }

.venv/.system: .ci/system | .venv/bin/python
	bash .ci/system run
	@touch $@

.venv/.runtime: requirements.lock package-lock.json hatch_build.py pyproject.toml | .venv/.system
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.dev: requirements-dev.lock .ci/system .venv/.runtime
	bash .ci/system test
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(FONTS): .venv/.runtime
	$(BIN)/python -m portal.documents.fonts install --home "$(LIANBAN_HOME)"
	@mkdir -p "$(dir $@)" && touch $@

install-dev: .venv/.dev $(FONTS)

.PHONY: demo serve worker migrate install install-dev test prove screenshots check fix translations migration lock help
