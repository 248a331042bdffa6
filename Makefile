# Helpline. A first look needs `make run` only.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run train validate check format test test-conversations nlu-report nlu-accept nlu-outside nlu-benchmark bench clean

BIN := .venv/bin
READY := .venv/.ready
LOGS := .helpline/logs
PACKAGES := helpline bot actions shop rasa_sdk_plugins
PYTHON := $(PACKAGES) tests

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

# Run a command that says too much: its output goes to a log, and is shown only where it failed.
quietly = mkdir -p $(LOGS); $(2) > $(LOGS)/$(1).log 2>&1 || { tail -n 60 $(LOGS)/$(1).log; echo "$(1) failed: $(LOGS)/$(1).log"; exit 1; }
# Rasa and TensorFlow warn of their own dependencies.
MEASURE := $(BIN)/python -W ignore -m bot.measure
say = @printf '\n--- %s\n' "$(1)"

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make the environment, the folders and the secrets; quick when nothing changed
	@echo "Set up: try \`make run\`."

$(READY): pyproject.toml uv.lock .python-version .ci/setup .ci/find-uv
	@.ci/setup

run: $(READY) ## Start everything and print the address; Ctrl-C stops it
	@exec $(BIN)/helpline up --attached

train: $(READY) ## Train the model if none fits config, domain, data and components
	@$(BIN)/helpline train

validate: $(READY) ## Check Rasa's training data
	$(call say,rasa data validate)
	@$(call quietly,validate,$(BIN)/python -m rasa data validate --fail-on-warnings)

check: $(READY) ## Check style, types, imports, YAML and training data; changes nothing
	$(call say,ruff)
	@$(BIN)/ruff check $(PYTHON)
	@$(BIN)/ruff format --check $(PYTHON)
	$(call say,mypy)
	@$(BIN)/mypy
	$(call say,import-linter)
	@$(BIN)/lint-imports
	$(call say,yamllint)
	@$(BIN)/yamllint --strict .
	@$(MAKE) --no-print-directory validate
	$(call say,contracts)
	@$(BIN)/pytest -q tests/contract

format: $(READY) ## Repair style
	@$(BIN)/ruff check --fix --quiet $(PYTHON) || true
	@$(BIN)/ruff format $(PYTHON)

test: $(READY) ## Run all tests: parts, model, conversations, browser, faults
	$(call say,parts: units and contracts and integration on a real Postgres)
	@$(BIN)/pytest -q tests --ignore=tests/e2e --ignore=tests/browser --ignore=tests/faults --ignore=tests/dialogues
	$(call say,model: train it if none fits)
	@$(BIN)/helpline train
	$(call say,model: rasa test on held-out data and conversation files)
	@model="$$($(BIN)/helpline train --path)"; \
	$(call quietly,test-nlu,$(BIN)/python -m rasa test nlu --nlu tests/nlu --model "$$model" --out results/nlu --no-plot)
	@model="$$($(BIN)/helpline train --path)"; \
	$(call quietly,test-core,$(BIN)/python -m rasa test core --stories tests/conversations --model "$$model" --out results/core --no-plot)
	@$(BIN)/python -m tests.thresholds
	$(call say,whole: conversations browser and faults on all real processes)
	@$(BIN)/python -m tests.support.chromium
	@$(BIN)/pytest -q tests/dialogues tests/e2e tests/browser tests/faults

test-conversations: $(READY) ## Play the conversation files against everything that runs; ONLY="words" chooses
	@$(BIN)/python -m tests.dialogues $(ONLY)

nlu-report: $(READY) ## Show how well held-out texts are understood; fails where something was lost
	@$(BIN)/helpline train
	@$(MEASURE) report --model "$$($(BIN)/helpline train --path)"

nlu-accept: $(READY) ## Compare with the figures of the last nlu-report from now on
	@$(MEASURE) accept

nlu-outside: $(READY) ## Score FILE=some.jsonl, lines of {"text", "intent"} that others have written
	@$(if $(FILE),,echo "Name a file: make nlu-outside FILE=some.jsonl"; exit 2)
	@$(BIN)/helpline train
	@$(MEASURE) outside --model "$$($(BIN)/helpline train --path)" "$(FILE)"

nlu-benchmark: $(READY) ## Train on TRAIN=a.csv, read TEST=b.csv (sentence,label), beside published figures
	@$(if $(and $(TRAIN),$(TEST)),,echo "Name two files: make nlu-benchmark TRAIN=a.csv TEST=b.csv"; exit 2)
	@$(MEASURE) benchmark "$(TRAIN)" "$(TEST)"

bench: ## Measure (nothing yet)
	@echo "There are no benchmarks yet: none of the numbers this project aims at has been measured."

clean: ## Remove what can be made again; the database and the secrets in .helpline stay
	@rm -rf results .rasa .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist *.egg-info
	@find models -mindepth 1 ! -name .gitkeep -delete
	@rm -f $(READY)
