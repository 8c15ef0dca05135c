# `make run` starts Banshi on a fresh machine; `make test` proves it. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run setup train serve chat test check lint format bench eval audit lock chaos load \
	flood fuzz

BIN := .venv/bin
CODE := bot actions connectors

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: train  ## set up what is missing, train what changed, and serve on port 8000
	@exec $(BIN)/banshi serve

setup:  ## make .venv from the hashed lock and build the front end
	@scripts/setup run

train: setup  ## train the assistant where something it depends on changed
	@$(BIN)/banshi train

serve:  ## serve what is set up and trained already
	@exec $(BIN)/banshi serve

chat: train  ## talk to the assistant in the terminal
	@exec $(BIN)/banshi chat

test:  ## set up what is missing and run every test (ARGS="-k steps" for some)
	@scripts/setup dev
	@$(BIN)/banshi train
	@# One process more than the cores of a small machine: tests also wait for servers and browsers.
	@$(BIN)/pytest -n 3 $(ARGS)

check: lint test  ## all that must hold before a commit is shared

lint:  ## ruff, mypy and the import contracts
	@scripts/setup dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format:  ## mend what ruff can mend
	@scripts/setup dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: train  ## measure speed and memory
	@$(BIN)/banshi bench $(ARGS)

eval: train  ## score the evaluation questions
	@$(BIN)/banshi eval questions data/questions/*.jsonl $(ARGS)

chaos: train  ## ten minutes of load with kills, restarts and a full Redis (ARGS="--seconds 60")
	@$(BIN)/python -m tests.faults.chaos --faults $(ARGS)

load: train  ## ten minutes of load without faults, with 10,000 clients who only listen
	@$(BIN)/python -m tests.faults.chaos --streams 10000 $(ARGS)

flood: train  ## ten thousand made-up identifiers through every door; Redis, logs and exports searched
	@scripts/setup dev
	@FLOOD=10000 $(BIN)/pytest -q -s tests/security/test_nothing_kept.py

fuzz: train  ## 100,000 forged callbacks and 5,000 strange messages to a running server
	@$(BIN)/pytest -s --hypothesis-profile=fuzz tests/connectors/wechat/test_fuzz.py $(ARGS)

audit:  ## look for known weaknesses in what is installed
	@scripts/setup dev
	@scripts/audit

lock:  ## resolve the locks anew (ARGS=--upgrade for newer versions)
	@scripts/lock $(ARGS)
