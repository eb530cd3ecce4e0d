# Needs Python >= 3.11 with pip, and make. Everything else is installed into .venv from the locked files.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
REPO   ?=
RANGE  ?=
OUT    ?= demo-output
COMPILE = uv pip compile -q --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-header pyproject.toml

.PHONY: demo test lint bench check lock clean
.DEFAULT_GOAL := help

help:           ## Say what there is.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 12

$(VENV)/.ready: requirements-test.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-test.txt
	@touch $@

demo: $(VENV)/.ready ## The Action on a real pull-request event: no key, no network. REPO=path RANGE=a..b for your own.
	@$(BIN)/python -m pr_agent_action demo --out $(OUT) $(if $(REPO),--repo $(REPO)) $(if $(RANGE),--range $(RANGE))

test: $(VENV)/.ready lint ## Everything that CI checks.
	$(BIN)/python -m pytest -n auto --cov --cov-report=term --cov-fail-under=90

lint: $(VENV)/.ready ## Style, types, floors, workflows, Dockerfile, metadata.
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --verbose >/dev/null || $(BIN)/lint-imports
	$(BIN)/check-jsonschema -q --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema -q --builtin-schema vendor.github-workflows .github/workflows/*.yml tests/image/workflows/*.yml
	$(BIN)/check-jsonschema -q --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/actionlint .github/workflows/*.yml tests/image/workflows/*.yml
	$(BIN)/zizmor --offline --quiet --no-progress .github action.yml tests/image/workflows/*.yml
	$(BIN)/hadolint Dockerfile

bench: $(VENV)/.ready ## Measure calls, tokens, time and memory; writes docs/performance.md.
	@$(BIN)/python -m tests.bench

lock: ## Lock the requirements anew (asks the package index).
	$(PYTHON) -m pip install -q uv
	$(COMPILE) --extra analysers -o requirements.txt
	$(COMPILE) --extra analysers --extra bedrock --extra vertex -c requirements.txt -o requirements-extras.txt
	$(COMPILE) --extra analysers --extra demo --group test -c requirements.txt -o requirements-test.txt

clean: ## Forget what was built.
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage*
