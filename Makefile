PYTHON ?= python3
VENV_PYTHON := .venv/bin/python

.PHONY: demo test check lint setup setup-test coverage mutants drill lock

demo: setup
	$(VENV_PYTHON) -m creditrepair.run

setup:
	@$(PYTHON) scripts/setup.py

setup-test:
	@$(PYTHON) scripts/setup.py --test

test: setup-test
	$(VENV_PYTHON) -m pytest -n 2 --dist loadfile --durations=10

# Style and the dozen test modules whose imports reach most directly what changed since HEAD, or since the merge base with BASE.
check: setup-test
	$(VENV_PYTHON) scripts/check.py $(BASE)

# The whole suite, as in test; of the apps that carry the law every branch but a few must have run.
coverage: setup-test
	$(VENV_PYTHON) -m pytest -n 2 --dist loadfile --durations=10 --cov --cov-report=term --cov-report=html --cov-fail-under=97

lint: setup-test
	$(VENV_PYTHON) scripts/lint.py

# Breaks the rules of tests/mutants.toml one at a time; each must be noticed. About twenty minutes on two cores.
mutants: setup-test
	$(VENV_PYTHON) scripts/mutants.py

# Kills the portal's processes at random while clients work, and checks that nothing is lost or doubled. About eight minutes.
KILLS ?= 100
BROKER ?= running
drill: setup
	$(VENV_PYTHON) -m bench.drill --kills $(KILLS) --broker $(BROKER) $(if $(SEED),--seed $(SEED))

# Only for whoever raises a version: needs uv and npm.
lock:
	for name in base dev node; do \
		uv pip compile --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --upgrade -q \
			requirements/$$name.in -o requirements/$$name.txt; \
	done
	npm install --package-lock-only
