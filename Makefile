# The commands of the house. `make demo` and `make test` need only Debian, Python 3.11 and git.

VENV := .venv
BIN := $(VENV)/bin
DEMO_DATA ?= demo-data
NODE_OK := $(shell node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && echo yes)
NPM := $(if $(NODE_OK),npm,env PATH="$(abspath $(BIN)):$$PATH" $(abspath $(BIN))/npm)
APP := src/palier/field_bundle/sw.js

.PHONY: setup demo run pair test check fix bench faults faults-report engines attack lock

setup: $(VENV)/.ready $(APP)

$(VENV)/.ready: requirements.txt pyproject.toml
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@echo "J’installe ce que Palier demande…"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

field/node_modules/.package-lock.json: field/package-lock.json $(VENV)/.ready
	@cd field && $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(APP): field/node_modules/.package-lock.json $(shell find field/src field/public field/build contract -type f) field/index.html field/vite.config.ts
	@echo "Je construis l’application de terrain…"
	@cd field && $(NPM) run -s build >/dev/null
	@touch $@

demo: setup
	@PALIER_DEMO=1 PALIER_DATA_DIR=$(abspath $(DEMO_DATA)) $(BIN)/palier demo

pair: setup
	@PALIER_DATA_DIR=$(abspath $(DEMO_DATA)) $(BIN)/palier pair $(VOISIN)

run: setup
	@$(BIN)/palier serve

# Chromium, PostgreSQL and a PDF reader come from Debian's packages.
debian:
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v pdftotext >/dev/null || missing="$$missing poppler-utils"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	  else echo "Il manque des paquets Debian. En root : apt-get install$$missing"; exit 1; fi; fi

check: $(VENV)/.ready-dev $(APP)
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/lint-imports
	$(BIN)/mypy
	PALIER_DATA_DIR=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run
	cd field && $(NPM) run -s check && $(NPM) run -s test

# One file of tests goes to one process: its browser and its server are shared.
SIDE_BY_SIDE := -n auto --maxprocesses=4 --dist loadfile

test: debian check
	$(BIN)/python tests/with_postgres.py $(BIN)/python -m pytest $(SIDE_BY_SIDE) -m postgres src
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

fix: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix src tests bench
	$(BIN)/ruff format src tests bench

bench: debian $(VENV)/.ready-dev $(APP)
	@for one in bench/*.py; do echo "== $$one"; $(BIN)/python $$one || exit 1; done

# LAYER: one file of tests/faults/layers, or all; BUDGET: minutes; SEED: play one again, step by step. Counts add up in out/faults.json.
faults: debian $(VENV)/.ready-dev $(APP)
	@$(BIN)/python tests/faults/long.py "$(or $(LAYER),all)" $(if $(SEED),seed $(SEED),"$(or $(BUDGET),5)")

faults-report: $(VENV)/.ready-dev
	@$(BIN)/python tests/faults/long.py report

# Firefox and WebKitGTK come from Debian's packages too; only the long trial of the three browsers asks for them.
debian-engines: debian
	@missing=""; \
	command -v firefox-esr >/dev/null || missing="$$missing firefox-esr"; \
	command -v WebKitWebDriver >/dev/null || missing="$$missing webkit2gtk-driver gir1.2-webkit2-4.1 python3-gi xvfb"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	  else echo "Il manque des paquets Debian. En root : apt-get install$$missing"; exit 1; fi; fi

engines: debian-engines $(VENV)/.ready-dev $(APP)
	PALIER_ENGINES=1 $(BIN)/python -m pytest tests/engines

# MISSIONS: how many in all; SEED: play one again; REPORT=1: what was counted so far. Counts add up in out/attack.json.
attack: $(VENV)/.ready-dev
	@$(BIN)/python tests/attack/long.py $(if $(REPORT),report,$(if $(SEED),seed $(SEED),$(or $(MISSIONS),1000)))

lock:
	$(BIN)/uv pip compile -q --universal -p 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra node pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal -p 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra node --extra dev pyproject.toml -o requirements-dev.txt
