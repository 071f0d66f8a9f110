# tests/tests.mk: checking and testing.

.PHONY: check test test-quick test-all stress fuzz
check: build/compile_commands.json ## format, layers, headers, locks, links: what a machine can see
	@scripts/check/all.sh

test: ## every test; the last line says how many passed
	@$(PYTHON) tests/run.py normal

test-quick: ## the quick ones: under a minute
	@$(PYTHON) tests/run.py quick

test-all: ## all tests in all configurations
	@$(PYTHON) tests/run.py all

stress: ## the stress programs, long, on 4 harts in both modes (REPEAT=20: again and again)
	@$(PYTHON) tests/stress.py $(REPEAT)

fuzz: ## system calls made up by lot, in both modes: MINUTES=10 SEED=1, and DEBUG=1
	@$(PYTHON) tests/fuzz_calls.py $(MINUTES) $(SEED) $(if $(DEBUG),debug)
