# The assistant's commands; `make` alone lists them.
# The first interpreter that runs and is new enough (a version manager may leave names that do not run).
PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
ENV := .venv
PY := $(ENV)/bin/python
export PATH := $(CURDIR)/$(ENV)/bin:$(PATH)
RUNTIME := $(ENV)/.runtime-$(shell cksum < requirements/runtime.txt | cut -d' ' -f1)
DEV := $(ENV)/.dev-$(shell cksum < requirements/dev.txt | cut -d' ' -f1)

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run web worker scheduler chat check test faults test-fast bench bench-web bench-nlu lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

$(PY):
	@[ -n "$(PYTHON)" ] || { echo 'Python 3.11 or newer is needed'; exit 1; }
	@"$(PYTHON)" -m venv $(ENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check uv || true

# Hashes are checked either way; uv is only faster. Development tools include the runtime set.
define install
	@if [ -x $(ENV)/bin/uv ]; then $(ENV)/bin/uv pip sync --quiet --python $(PY) --require-hashes $(1); \
	else $(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r $(1); fi
endef

$(RUNTIME): | $(PY)
	@ls $(DEV) >/dev/null 2>&1 || { echo '• Instalando…'; }
	$(if $(wildcard $(DEV)),,$(call install,requirements/runtime.txt))
	@touch $@

$(DEV): | $(PY)
	$(call install,requirements/dev.txt)
	@rm -f $(ENV)/.runtime-* && touch $@ $(RUNTIME)

setup: $(RUNTIME) ## environment with what the assistant needs to run
setup-dev: $(DEV) ## environment with tests and checks as well

run: $(RUNTIME) ## everything in one process, with the simulator; Ctrl-C stops it
	@exec $(PY) manage.py run

web: $(RUNTIME) ## production: HTTP server
	@exec $(PY) manage.py web

worker: $(RUNTIME) ## production: turns and sends
	@exec $(PY) manage.py worker

scheduler: $(RUNTIME) ## production: periodic work
	@exec $(PY) manage.py scheduler

chat: $(RUNTIME) ## talk to the assistant in this terminal
	@exec $(PY) manage.py chat

check: $(DEV) ## style, types, import contracts, migrations, Django's checks
	ruff check .
	ruff format --check .
	mypy .
	lint-imports
	APP_ENV=test VAR_DIR=$$(mktemp -d) sh -c '$(PY) manage.py makemigrations --check --dry-run && $(PY) manage.py check; \
		code=$$?; rm -rf "$$VAR_DIR"; exit $$code'

test: $(DEV) ## the suite: on SQLite, then on PostgreSQL and Redis
	@$(PY) -m tests.suite

faults: $(DEV) ## kill, starve and flood real processes; check what was promised
	@$(PY) -m tests.suite --only faults

test-fast: $(DEV) ## the suite on SQLite only, without slow parts
	@$(PY) -m pytest -q -m 'not faults and not servers and not browser'

bench: $(DEV) ## measure the production set-up; prints one JSON object
	@$(PY) -m bench

bench-web: $(DEV) ## compare web servers on the webhook; prints one JSON object
	@$(PY) -m bench.web_servers

bench-nlu: $(RUNTIME) ## measure the understanding on one core; prints one JSON object
	@$(PY) -m bench.nlu

lock: $(DEV) ## compile requirements with hashes from pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml -o requirements/runtime.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml --group dev -o requirements/dev.txt

clean: ## remove the environment and caches; var/ with its data stays
	rm -rf $(ENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage* htmlcov bench-results
