# The tasks of the project. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
LOCALE := checklist/locale

.DEFAULT_GOAL := help
# Where this is set, every program that a test starts would compile all of itself anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test tests test-fast test-long test-lowest lock bundle app site release check bench coverage pictures golden word-template format-page messages clean

help: ## List the tasks
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

# The lock files say, with their hashes, every library that is installed; `make lock` writes them from pyproject.toml.
PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check install
LOCK = UV_SYSTEM_CERTS=1 $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" --upgrade

# The program, installed from this folder; built again when what it is made of changed.
.venv/installed: pyproject.toml hatch_build.py requirements.txt requirements-build.txt $(wildcard $(LOCALE)/*/LC_MESSAGES/*.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed (PYTHON=... make)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv ..."
	@$(PIP) --require-hashes -r requirements.txt -r requirements-build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# What the tests need besides.
.venv/developing: .venv/installed requirements-dev.txt
	@echo "Installing what the tests need ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

demo: .venv/installed ## Do the whole job on the sample: check, gap report, questionnaire
	@$(BIN)/checklist demo

check: .venv/developing ## Lint, types, and the questionnaires and sample checked
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/windows checklist/system
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/macos checklist/system
	$(BIN)/checklist check questionnaires reports/sample

# $(call timed,SECONDS,COMMANDS): run commands, and say how long they took and how long they may take on two cores.
timed = @began=$$(date +%s); $(2) && echo "make $@: $$(($$(date +%s) - began)) s (to reach on two cores: $(1) s)"
PROCESSORS = $(shell $(BIN)/python -c 'import os; print(os.cpu_count() or 1)')
# $(call spread,MORE): over so many processes more than there are processors. What the tests of a file share is made once:
# they stay together, in the order of tests/conftest.py.
spread = -n $$(($(PROCESSORS) + $(1))) --dist loadfile --no-loadscope-reorder

test: .venv/developing ## Everything that must hold: lint, types, tests
	$(call timed,240,$(MAKE) --no-print-directory --jobs 2 check tests)

# What of `make test` pytest does; the checkers work beside it. Browsers, terminals and LibreOffice let their test wait.
tests: .venv/developing
	$(BIN)/python -m pytest $(call spread,2) -m "not long"

test-fast: .venv/developing ## The tests that are quick and need no browser, no LibreOffice and no terminal
	$(call timed,60,$(BIN)/python -m pytest $(call spread,0) -m "not (browser or office or terminal or slow or long)")

test-long: .venv/developing ## What takes long, in all its cases: languages, sizes, hundreds of kills, fuzzing, many examples
	$(BIN)/python -m pytest -n auto -m "long or hypothesis" --hypothesis-profile long

# The core of the suite, with the lowest versions that pyproject.toml allows. The French catalogue has the messages of the
# click in the lock file; another version may say other things.
test-lowest: .venv/developing ## The quick tests, with the lowest versions of the libraries that are allowed
	@rm -rf .venv/lowest && $(BIN)/uv --quiet venv --seed --python $(BIN)/python .venv/lowest
	@UV_SYSTEM_CERTS=1 $(BIN)/uv --quiet pip install --python .venv/lowest/bin/python --resolution lowest-direct ".[all]"
	@UV_SYSTEM_CERTS=1 $(BIN)/uv --quiet pip install --python .venv/lowest/bin/python \
		$(foreach tool,click-man hatchling pikepdf pytest pytest-asyncio pytest-xdist hypothesis pyte jsonschema pandas pypdf pyxform packaging,$(shell sed -n 's/^\($(tool)==[^ ]*\).*/\1/p' requirements-dev.txt | tail -1))
	@.venv/lowest/bin/python -m pytest $(call spread,0) -m "not (browser or office or terminal or slow or long)" \
		--deselect tests/test_language.py::test_every_message_is_translated_and_none_is_left_over

# pyxform, with which the tests check the XLSForms, takes one version of xlrd only; cryptography 48 is the last that has
# wheels for Macs with a processor of Intel, for which there is a bundle.
lock: .venv/developing ## Write the lock files again, with the newest versions that pyproject.toml allows
	@printf 'pip\nxlrd<2.0.2\ncryptography<49\n' | $(LOCK) pyproject.toml - --extra age --extra docx --extra pdf -o requirements.txt
	@$(LOCK) pyproject.toml --extra dev --constraint requirements.txt -o requirements-dev.txt
	@printf 'babel\neditables\nhatchling\n' | $(LOCK) - --constraint requirements-dev.txt -o requirements-build.txt

bundle: .venv/developing ## Make the offline bundles for Windows, macOS and Linux in dist
	@rm -f dist/*.whl && $(BIN)/python -m hatchling build -t wheel -d dist
	@$(MAKE) --no-print-directory site
	@$(BIN)/python -m release.bundle dist

app: .venv/developing ## Make the program as one folder for the system it is made on, in dist
	@$(BIN)/python -m release.app dist

site: .venv/developing ## Make the manual as a website in dist/site
	@$(BIN)/python -m release.site dist/site

release: .venv/developing ## Make everything that goes out, with checksums and bill of materials, in dist
	@$(BIN)/python -m release dist

bench: .venv/developing ## Print the speed ratios
	$(BIN)/python -m tests.benchmarks

coverage: .venv/installed ## Write docs/coverage.md again
	@$(BIN)/checklist coverage --markdown -o docs/coverage.md --force

pictures: .venv/developing ## Draw the pictures of the screens again
	@$(BIN)/python -m tests.pictures docs/pictures

golden: .venv/installed ## Write the sample reports again
	@for language in en fr; do $(BIN)/checklist report reports/sample/*-2026.yaml --earlier reports/sample/*-2022.yaml -o reports/sample -l $$language --force; done

word-template: .venv/developing ## Build the templates of the Word reports again
	@$(BIN)/python -m tests.word_template templates

format-page: .venv/installed ## Write the page on the format of questionnaires again
	@$(BIN)/python -m release.format_page

messages: .venv/developing ## Bring the catalogues of all languages up to date with the messages in the code
	$(BIN)/python -m babel.messages.frontend -q extract -F pyproject.toml -k _ -k pgettext:1c,2 -k ngettext:1,2 -k bound:3 --no-location --sort-output --omit-header -o .venv/messages.pot .
	for language in $(notdir $(wildcard $(LOCALE)/*)); do $(BIN)/pybabel -q update -D checklist -i .venv/messages.pot -d $(LOCALE) -l $$language --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 118; done
	$(BIN)/python hatch_build.py

languages: .venv/developing ## How complete each language is
	@$(BIN)/python -m release.completeness

clean: ## Take away everything that can be made again
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find $(LOCALE) -name '*.mo' -delete
