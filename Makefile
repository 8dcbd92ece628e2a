# One command each; the work is done by the novax command, pytest and the linters.
.DEFAULT_GOAL := help
.PHONY: help setup up preview verify check quick mutants dates test test-docker test-kubernetes bench drill down cluster cluster-down accounts charts images doctor venv

STACK ?= dev
BIN := .venv/bin

help: ## Show this help.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv:
	@infra/bootstrap

setup: venv ## Make the Python environment and get the Pulumi tools.
	@$(BIN)/novax env >/dev/null

up: venv ## Bring a stack up (STACK=dev).
	@$(BIN)/novax up -s $(STACK)

preview: venv ## Show what `make up` would change.
	@$(BIN)/novax preview -s $(STACK)

verify: venv ## Test the running stack, disturbing nobody.
	@$(BIN)/pytest tests/smoke -m 'not disruptive' --stack $(STACK)

define CHECKS
$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/pyright && $(BIN)/yamllint --strict . && \
grep -rIlE --exclude-dir=.venv --exclude-dir=.git '^#!.*sh$$' . | xargs $(BIN)/shellcheck && \
find infra -name Dockerfile -exec $(BIN)/hadolint {} + && $(BIN)/pytest -n auto tests/unit
endef

check: venv ## Lint, check types and run the unit tests.
	$(CHECKS)

quick: venv ## Lint, check types, and run the unit tests, but for slow ones, that what differs from main can affect (BASE=...).
	@$(BIN)/ruff check -q . && $(BIN)/ruff format --check -q . && files=$$($(BIN)/python -m tests.affected types $(BASE)) && \
	{ { test -z "$$files" || $(BIN)/pyright $$files; } & types=$$!; \
	tests=$$($(BIN)/python -m tests.affected tests $(BASE)) && { test -z "$$tests" || $(BIN)/pytest -q -n auto -m 'not slow' $$tests; }; \
	status=$$?; wait $$types && exit $$status; }

mutants: venv ## Plant each small wrong change of tests/mutants: its test must be red (STACK=... for those that want one).
	@$(BIN)/python -m tests.mutants.run $(if $(filter command line,$(origin STACK)),--stack $(STACK))

dates: venv ## Run every pgTAP file on servers whose clock is moved: ends of months and years, a leap day, a Sunday night.
	@$(BIN)/novax images -s ci >/dev/null && $(BIN)/pytest -v tests/dates

# What follows it in a recipe is followed by these commands in any case, an interrupt included; whatever failed last is
# the exit code.
finally = trap 'exit 130' INT TERM; trap 'status=$$?; $(1) || status=$$?; $(or $(2),:) || status=$$?; exit $$status' EXIT;

# A part of the tests: its name, and its command.
part = { $(BIN)/python -m tests.parts begin $(1) || { $(2) && $(BIN)/python -m tests.parts end $(1); }; }

# One stack after the other, each with the machine for itself; a running dev waits where there are few cores.
test: venv ## Prove everything: checks, then the tests on a stack of each platform (RESUME=1: without parts that ended well).
	@$(call finally,$(BIN)/python -m tests.aside resume) \
	$(BIN)/novax env >/dev/null && $(BIN)/novax images -s ci >/dev/null && $(BIN)/python -m tests.aside pause && \
	$(call part,docker,make --no-print-directory test-docker) && \
	$(call part,kubernetes,make --no-print-directory test-kubernetes)

# Checks come before the stack, and after tools and images: some want an engine, and skip without one. Tests that hold sessions
# or passwords run apart from those that take the primary away or rotate passwords.
test-docker: venv ## The first half: check, bring the stack ci up, test it and take it down.
	@$(BIN)/novax env >/dev/null && $(BIN)/novax images -s ci >/dev/null && $(call part,check,$(CHECKS))
	@$(call finally,$(BIN)/novax down -s ci --volumes --yes) \
	$(BIN)/novax up -s ci && $(call part,smoke,$(BIN)/pytest tests/smoke --stack ci) && \
	$(call part,clients,$(BIN)/pytest tests/sql tests/drivers tests/attack --ignore tests/attack/strangers --stack ci) && \
	$(call part,strangers,$(BIN)/pytest tests/attack/strangers --stack ci) && \
	$(call part,drill,$(BIN)/pytest tests/drill -m 'not thorough' --stack ci) && \
	$(call part,preview,$(BIN)/pytest tests/preview --stack ci)

test-kubernetes: venv ## The second: the smoke tests on the stack ci-kubernetes, in a cluster started for them.
	@$(call finally,$(BIN)/novax down -s ci-kubernetes --volumes --yes,$(BIN)/novax cluster down) \
	$(BIN)/novax up -s ci-kubernetes && $(BIN)/pytest tests/smoke --stack ci-kubernetes

bench: STACK = ci
bench: venv ## Measure on the running stack ci (STACK=...; BENCH=rls, pooler, indexes, inserts, commands, idle or object_stores; all without).
	@$(BIN)/pytest tests/bench$(if $(BENCH),/test_$(BENCH).py) -s --stack $(STACK)

# The stack it disturbs is ci, unless another is named; the table's last column names the evidence.
drill: STACK = ci
drill: venv ## Rehearse every fault and a restore on the running stack ci (STACK=..., TIMES=5 failovers of each kind).
	@$(BIN)/novax drill all -s $(STACK) $(if $(TIMES),--times $(TIMES)) && $(BIN)/pytest tests/drill -m thorough --stack $(STACK)

down: venv ## Take a stack down (STACK=dev); VOLUMES=1 deletes its data too.
	@$(BIN)/novax down -s $(STACK) $(if $(VOLUMES),--volumes)

cluster: venv ## Start a throwaway Kubernetes of one node (novax cluster up).
	@$(BIN)/novax cluster up

cluster-down: venv ## Remove it with everything in it.
	@$(BIN)/novax cluster down

accounts: venv ## Write docs/accounts.md anew from the declarations.
	@$(BIN)/python -m infra.accounts

charts: venv ## Write each chart's schema and README anew from its values.
	@$(BIN)/python charts/build.py

images: venv ## Resolve every image and write the lock.
	@$(BIN)/novax images

doctor: venv ## Say what this machine has and what is missing.
	@$(BIN)/novax doctor
