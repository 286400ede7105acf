# The one door. `make demo` and `make test` each work as the only command on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT ?= build/demo
WORKERS ?= 2

.PHONY: setup demo papers run-agency run-coordinator screenshots test check format lint types layers bench clean

setup: $(STAMP)

$(STAMP): installer/requirements-dev.lock pyproject.toml installer/system-deps.sh
	@bash installer/system-deps.sh
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed"'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r installer/requirements-dev.lock
	printf '#!/bin/sh\nexec "$(CURDIR)/$(BIN)/python" -m app.cli.main "$$@"\n' > $(BIN)/creditdesk
	printf '#!/bin/sh\nexec "$(CURDIR)/$(BIN)/python" -m ui.main "$$@"\n' > $(BIN)/creditdesk-agency
	printf '#!/bin/sh\nexec "$(CURDIR)/$(BIN)/python" -m ui.main --edition coordinator "$$@"\n' > $(BIN)/creditdesk-coordinator
	chmod +x $(BIN)/creditdesk $(BIN)/creditdesk-agency $(BIN)/creditdesk-coordinator
	echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/creditdesk.pth"
	@touch $@

demo: setup
	rm -rf $(OUT)
	$(BIN)/python -m app.cli.main demo --seed 2026 --out $(OUT) $(if $(REGISTER),--register $(REGISTER)) $(ARGS)

papers: setup
	[ -f $(OUT)/ratings.json ] || $(MAKE) demo
	rm -rf build/papers
	$(BIN)/python -m app.training.papers $(OUT) build/papers

run-agency: setup
	$(BIN)/python -m ui.main $(ARGS)

# With a county that `make demo` left, it opens there, signed in as training.
run-coordinator: setup
	$(BIN)/python -m ui.main --edition coordinator $(if $(wildcard $(OUT)/summary.json),--county $(OUT)) $(ARGS)

screenshots: setup
	$(BIN)/python -m tests.screenshots build/screenshots

test: setup
	@bash installer/test-tools.sh
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not bench" $(ARGS)

check: setup format lint types layers test

format: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m tests.bench.run

clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
