# Every target works from a fresh clone with Python 3.11 and make alone; `make help` lists them.

BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
JOBS ?= 2

# Wheels only, so that no compiler is needed; hashes always, so that nothing else is installed.
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install
LOCKED := $(PIP) --require-hashes --only-binary :all:
# The lock was made for 3.11, so that comes first; PYTHON=... names another.
CREATE := for python in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14 ""; do \
	"$$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	[ -n "$$python" ] || { echo "Foreseen needs Python 3.11 or newer with venv: none was found." >&2; exit 1; }; \
	[ -x $(BIN)/python ] || "$$python" -m venv .venv
ITSELF := $(PIP) --no-deps --no-build-isolation -e .

.PHONY: help setup demo test browser lint bench study mutate lock clean
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS='	' read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

setup: $(DEV) ## make .venv with everything needed to work on Foreseen; quick when done

demo: $(RUNTIME) ## migrate, load the seeds, print the scorecards and serve on 127.0.0.1:8000 (PORT= another, PANEL=1 a simulated panel)
	@$(BIN)/foreseen demo $(if $(PANEL),--panel)

test: lint browser ## everything that CI checks
	$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal

browser: ## Chromium for the tests of the pages, where this machine lets it be installed
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || [ -n "$$FORESEEN_CHROMIUM" ] || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  { apt-get install -y -qq chromium >/dev/null 2>&1 || { apt-get update -qq >/dev/null 2>&1; apt-get install -y -qq chromium >/dev/null 2>&1; }; }; } || \
	echo "!!! NO CHROMIUM HERE AND NONE CAN BE INSTALLED: THE PAGES ARE NOT TRIED IN A BROWSER (FORESEEN_CHROMIUM names one) !!!" >&2

lint: $(DEV) ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV) ## speed and memory as ratios, against the fastest way to do the same
	@$(BIN)/python -m benchmarks

study: $(DEV) ## how often the published intervals hold the truth: some minutes of simulation
	@$(BIN)/python -m benchmarks.interval_coverage
	@$(BIN)/python -m benchmarks.decomposition_coverage

mutate: $(DEV) ## break the scores and the resolution transitions on purpose: do the tests notice?
	$(BIN)/mutmut run

lock: $(DEV) ## choose package versions anew and write them to requirements/ with their hashes
	$(BIN)/uv pip compile pyproject.toml $(LOCK) -o requirements/runtime.txt
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra dev -c requirements/runtime.txt -o requirements/dev.txt
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"])' \
		| $(BIN)/uv pip compile - $(LOCK) -o requirements/build.txt

LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

clean: ## remove .venv and every cache; databases stay
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache mutants build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A demonstration needs half of the packages, so it starts sooner on a fresh clone.
$(RUNTIME): requirements/build.txt requirements/runtime.txt pyproject.toml
	@$(CREATE)
	@echo "Installing the locked packages into .venv (half a minute or so) ..." >&2
	@$(LOCKED) -r requirements/build.txt -r requirements/runtime.txt
	@$(ITSELF)
	@touch $@

$(DEV): requirements/build.txt requirements/dev.txt pyproject.toml
	@$(CREATE)
	@echo "Installing the locked packages and tools into .venv (a minute or so) ..." >&2
	@$(LOCKED) -r requirements/build.txt -r requirements/dev.txt
	@$(ITSELF)
	@touch $(RUNTIME) $@
