# tests/tests.mk: checking and testing.

.PHONY: check test test-quick test-all stress fuzz linux-tests
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

# --- programs for Linux (tests/linux/), which are run there and here ---

LINUX_FLAGS := -O1 -Wall -Wextra -Werror -MD -MP
# With a C library.
LINUX_PROGRAMS := $(patsubst tests/linux/%,build/linux/%,$(basename $(filter-out %/start.c,$(wildcard tests/linux/*.c tests/linux/*.cpp))))
# Without any; one that is linked for no place, and one that wants a dynamic linker.
LINUX_STARTS := build/linux/start build/linux/start-pie build/linux/wants-linker
LINUX_BARE := $(LINUX_FLAGS) -march=rv64gc -mabi=lp64d -ffreestanding -fno-builtin -nostdlib

linux-tests: $(LINUX_PROGRAMS) $(LINUX_STARTS) ## build the test programs for Linux

build/linux/%: tests/linux/%.c
	@mkdir -p $(@D)
	@echo "  linux    $<"
	@$(LINUX_CROSS)gcc -std=gnu17 $(LINUX_FLAGS) -static -s -pthread $< -o $@ -lm

build/linux/%: tests/linux/%.cpp
	@mkdir -p $(@D)
	@echo "  linux    $<"
	@$(LINUX_CROSS)g++ -std=c++20 $(LINUX_FLAGS) -static -s -pthread $< -o $@

build/linux/start: LINUX_KIND := -static
build/linux/start-pie: LINUX_KIND := -fPIE -static-pie -Wl,--no-dynamic-linker
build/linux/wants-linker: LINUX_KIND := -fPIE -pie -Wl,--dynamic-linker=/lib/ld.so
$(LINUX_STARTS): tests/linux/start.c
	@mkdir -p $(@D)
	@echo "  linux    $< as $(@F)"
	@$(LINUX_CROSS)gcc $(LINUX_BARE) $(LINUX_KIND) $< -o $@

-include $(LINUX_PROGRAMS:=.d)
