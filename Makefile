# make help prints this list
PYTHON ?= python3
PORT ?= 8000
STORE ?= var/store
BIN := .venv/bin

.PHONY: help setup run test check bench soak widget vendor lock

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

setup: .venv/ready ## make .venv with the locked packages (run and test do this by themselves)

.venv/ready: requirements.lock pyproject.toml
	@echo "setting up .venv (once; a few minutes)"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@echo "compiling the names of places (once a machine; half a minute)"
	$(BIN)/python -m kg.mentions.gazetteer
	@touch $@

run: setup ## ingest seeds/ and serve them on http://127.0.0.1:8000 (PORT=, STORE=)
	$(BIN)/timewire ingest seeds/articles --store $(STORE) --quiet-if-unchanged
	$(BIN)/timewire serve --store $(STORE) --port $(PORT)

test: setup ## all tests; those that need what is not here are skipped with a reason
	$(BIN)/python -m pytest

check: setup ## format, lint, types, doctests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q --doctest-modules kg server

bench: setup ## figures of quality, size and speed; asserts nothing (SCALE=1: of large stores too, an hour more)
	$(BIN)/python -m tests.bench $(if $(SCALE),--scale)

soak: setup ## the long forms of the load and chaos tests (an hour or more)
	$(BIN)/python -m pytest tests -m soak || test $$? -eq 5  # 5: no test is that long yet

widget: setup ## make the small form of the embedded timeline after a change (needs npx)
	$(BIN)/python -m server.timelines.build_widget
	$(BIN)/python -m server.timelines.build_demo

vendor: setup ## fetch what is taken from others anew: the query editor, the outlines of maps (needs npm)
	$(BIN)/python -m server.sparql.build_editor
	$(BIN)/python -m server.pages.build_outline

lock: ## write requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements.lock
