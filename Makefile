# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Needs Python 3.11 or newer, git and make. Everything else goes into .venv and .cache below this folder.
# PYTHON=/path/to/python3 chooses the Python that makes .venv ("make clean" first, if there is one already).

PYTHONS := $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
BIN := .venv/bin
# Inside of .venv, so that it comes and goes with it.
PEERS := .venv/peers
IMPORTER := .venv/importer
REQUIREMENTS := tests/requirements
# Where PAGE=1 puts the figures of "make reliability".
RESULTS := docs/docsite/rst/reliability.rst
PIP_ARGUMENTS := -m pip install --quiet --quiet --disable-pip-version-check --constraint
PIP_INSTALL := $(BIN)/python $(PIP_ARGUMENTS) $(REQUIREMENTS)/constraints.txt

# The programs in .venv name its path: they do not start once the checkout was moved or its Python removed. Then it is made anew.
$(shell [ ! -e .venv ] || { [ -x $(BIN)/python ] && grep -qF '$(CURDIR)/.venv' $(BIN)/activate; } || rm -rf .venv)

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: $(BIN)/.demo ## Consent, token and channels against an emulated Zoho (KEEP=1 leaves it running)
	@KEEP="$(KEEP)" $(BIN)/python tests/tools/demo.py

.PHONY: test
test: $(BIN)/.test $(BIN)/.peers ## Run all tests and checks, and say what passed
	@$(BIN)/python tests/tools/run_tests.py

.PHONY: unit integration interoperability contract coverage lint docs-check
unit: $(BIN)/.test ## Run the unit tests and the emulator's tests
	@$(BIN)/python tests/tools/run_tests.py unit
integration: $(BIN)/.test ## Run the integration targets and the plays
	@$(BIN)/python tests/tools/run_tests.py integration
interoperability: $(BIN)/.test $(BIN)/.peers ## Run the tests against OAuth clients and a server that others wrote
	@$(BIN)/python tests/tools/run_tests.py interoperability
contract: $(BIN)/.test ## Run the unit tests and hold what they recorded against Zoho's documents (ZOHO_CLIQ_OPENAPI says where)
	@$(BIN)/python tests/tools/run_tests.py contract
coverage: $(BIN)/.test ## Run the unit tests and the plays, and say how much of the plugins they ran
	@$(BIN)/python tests/tools/run_tests.py coverage
lint: $(BIN)/.test ## Run linters, type checker, documentation, changelog and licence checks
	@$(BIN)/python tests/tools/run_tests.py lint
docs-check: $(BIN)/.test ## Check the documentation of the plugins
	@$(BIN)/python tests/tools/run_tests.py docs-check

.PHONY: reliability
reliability: $(BIN)/.test ## Prove what is promised under faults, 15 minutes at most (ARGS="-k credentials --reliability-seed 7" chooses)
	@cd "$$($(BIN)/python tests/tools/tree.py .cache/tree)" && \
		$(CURDIR)/$(BIN)/pytest -q -n 2 tests/reliability --full $(if $(PAGE),--page=$(CURDIR)/$(RESULTS)) $(ARGS)

.PHONY: docs pictures
docs: $(BIN)/.test ## Build the documentation as HTML (ARGS=--links asks all addresses in it whether they are there)
	@$(BIN)/python tests/tools/docs.py $(ARGS)
pictures: $(BIN)/.test ## Make the pictures of the documentation anew (needs chromium and chromedriver)
	@$(BIN)/python tests/tools/pictures.py

.PHONY: importer
importer: $(BIN)/.importer ## Import the collection as Ansible Galaxy does
	@$(BIN)/python tests/tools/importer.py

.PHONY: changelog release rehearsal
changelog: $(BIN)/.test ## Write the changelog of a version out of the fragments (VERSION=1.0.0)
	@$(BIN)/python tests/tools/release.py changelog $(VERSION)
release: $(BIN)/.test ## Build a version, try it out in a clean environment, say what to upload (VERSION=1.0.0)
	@$(BIN)/python tests/tools/release.py build $(VERSION)
rehearsal: $(BIN)/.test ## Do all that a release takes in a clone of what is committed
	@$(BIN)/python tests/tools/release.py rehearse

.PHONY: bench
bench: $(BIN)/.test ## Measure what is claimed (ARGS="kills --kills 20" chooses, ARGS=--help lists)
	@PYTHONPATH=tests $(BIN)/python -m benchmarks $(ARGS)

.PHONY: format
format: $(BIN)/.test ## Format the Python code and sort its imports
	@$(BIN)/ruff check --select I --fix .
	@$(BIN)/ruff format .

.PHONY: venv
venv: $(BIN)/.test $(BIN)/.peers ## Make .venv with everything that demo and test need

COMPILE := $(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --no-header --no-annotate
.PHONY: lock
lock: $(BIN)/.test ## Write the versions in tests/requirements anew
	@$(PIP_INSTALL) uv
	@$(COMPILE) --output-file $(REQUIREMENTS)/constraints.txt $(REQUIREMENTS)/test.in
	@$(COMPILE) --output-file $(REQUIREMENTS)/peers-constraints.txt $(REQUIREMENTS)/peers.in
	@$(COMPILE) --output-file $(REQUIREMENTS)/importer-constraints.txt $(REQUIREMENTS)/importer.in

.PHONY: clean
clean: ## Remove everything that was made here
	@rm -rf .venv .cache .ansible .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/output changelogs/.plugin-cache.yaml

$(BIN)/python:
	@for python in $(PYTHONS); do \
		"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		echo "Making .venv with $$("$$python" --version) ..."; \
		"$$python" -m venv --clear .venv && exit 0; \
	done; \
	echo "This needs Python 3.11 or newer with its venv module, and none of these is one: $(PYTHONS) (PYTHON=... names another)." >&2; \
	exit 1

$(BIN)/.demo: $(REQUIREMENTS)/demo.in $(REQUIREMENTS)/constraints.txt | $(BIN)/python
	@echo "Installing ansible-core and the emulator's requirements ..."
	@$(PIP_INSTALL) --requirement $(REQUIREMENTS)/demo.in
	@touch $@

$(BIN)/.test: $(REQUIREMENTS)/test.in $(BIN)/.demo
	@echo "Installing the test tools ..."
	@$(PIP_INSTALL) --requirement $(REQUIREMENTS)/test.in
	@touch $@

$(BIN)/.peers: $(REQUIREMENTS)/peers.in $(REQUIREMENTS)/peers-constraints.txt | $(BIN)/python
	@echo "Installing the OAuth clients and the server of the interoperability tests ..."
	@$(BIN)/python -m venv --clear $(PEERS)
	@$(PEERS)/bin/python $(PIP_ARGUMENTS) $(REQUIREMENTS)/peers-constraints.txt --requirement $(REQUIREMENTS)/peers.in
	@touch $@

$(BIN)/.importer: $(REQUIREMENTS)/importer.in $(REQUIREMENTS)/importer-constraints.txt $(BIN)/.test
	@echo "Installing the importer of Ansible Galaxy ..."
	@$(BIN)/python -m venv --clear $(IMPORTER)
	@$(IMPORTER)/bin/python $(PIP_ARGUMENTS) $(REQUIREMENTS)/importer-constraints.txt --requirement $(REQUIREMENTS)/importer.in
	@touch $@
