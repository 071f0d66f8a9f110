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
LINUX_GCC = $(LINUX_CROSS)gcc -std=gnu17 $(LINUX_FLAGS)
# Each source is a program that is linked with a C library, but for two, which are linked in several ways:
LINUX_PROGRAMS := $(filter-out start image,$(basename $(notdir $(wildcard tests/linux/*.c tests/linux/*.cpp))))
# start.c has no library; one wants a dynamic linker, in vain;
LINUX_STARTS := start start-pie wants-linker
# image.c has one.
LINUX_IMAGES := fixed constants far_apart one_file_page elsewhere
LINUX_TESTS := $(addprefix build/linux/,$(LINUX_PROGRAMS) $(LINUX_STARTS) $(LINUX_IMAGES))

linux-tests: $(LINUX_TESTS) ## build the test programs for Linux

build/linux/%: tests/linux/%.c
	@mkdir -p $(@D)
	@echo "  linux    $<"
	@$(LINUX_GCC) -static -s -pthread $< -o $@ -lm

build/linux/%: tests/linux/%.cpp
	@mkdir -p $(@D)
	@echo "  linux    $<"
	@$(LINUX_CROSS)g++ -std=c++20 $(LINUX_FLAGS) -static -s -pthread $< -o $@

build/linux/start: LINUX_KIND := -static
build/linux/start-pie: LINUX_KIND := -fPIE -static-pie -Wl,--no-dynamic-linker
build/linux/wants-linker: LINUX_KIND := -fPIE -pie -Wl,--dynamic-linker=/lib/ld.so
$(LINUX_STARTS:%=build/linux/%): tests/linux/start.c
	@mkdir -p $(@D)
	@echo "  linux    $< as $(@F)"
	@$(LINUX_GCC) -march=rv64gc -mabi=lp64d -ffreestanding -fno-builtin -nostdlib $(LINUX_KIND) $< -o $@

build/linux/fixed: LINUX_KIND :=
build/linux/constants: LINUX_KIND := -fPIC -Wl,-z,relro,-z,now
build/linux/far_apart: LINUX_KIND := -Wl,-Ttext-segment=0x400000 -Wl,-z,max-page-size=0x200000
build/linux/one_file_page: LINUX_KIND := -Wl,-z,noseparate-code -Wl,-z,max-page-size=4096
build/linux/elsewhere: LINUX_KIND := -Wl,-Ttext-segment=0x40000000
$(LINUX_IMAGES:%=build/linux/%): tests/linux/image.c
	@mkdir -p $(@D)
	@echo "  linux    $< as $(@F)"
	@$(LINUX_GCC) -static -s -pthread $(LINUX_KIND) $< -o $@

-include $(LINUX_TESTS:=.d)
