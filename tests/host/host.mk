# tests/host/host.mk: builds and runs the tests that need no kernel, only its sources and this machine.
#
# A file NAME_test.cpp here is a test program, a file fuzz_NAME.cpp a fuzzer. Below stands what each needs besides:
#
#   NAME_SOURCES   sources, from the root of the tree (.cpp, .S, or C that is C++ too)
#   NAME_FLAGS     more flags for the compiler
#   NAME_BASE      these flags, instead of those for kernel sources
#   NAME_LIBS      more for the linker
#   NAME_NEEDS     targets that must be there before it runs
#   NAME_RUNS      of a fuzzer: how many inputs `make fuzz-smoke` tries

HOST_CXX   ?= g++
HOST_CLANG ?= clang++
HOST_BUILD := build/host
HOST_DEBUG ?= -g1#     enough for what the sanitizers report: for gdb make it -g, which takes half as long again

# The clang of Debian 12 calls C++23 c++2b.
HOST_COMMON := $(HOST_DEBUG) -fno-omit-frame-pointer -fno-sanitize-recover=all -Wall -Wextra -MMD -MP
HOST_TEST_FLAGS   := -std=c++23 -Og -fsanitize=address,undefined $(HOST_COMMON)
HOST_FUZZ_FLAGS   := -std=c++2b -O1 -fsanitize=fuzzer,address,undefined $(HOST_COMMON)
HOST_KERNEL_FLAGS := -Itests/host/fakes -Ikernel -DPRIVILEGE=3 -DPHYS_BASE_OFFSET=0

HOST_TESTS   := $(basename $(notdir $(sort $(wildcard tests/host/*_test.cpp))))
HOST_FUZZERS := $(basename $(notdir $(sort $(wildcard tests/host/fuzz_*.cpp))))

# --- what each program needs ---

# A program's wrappers, whose calls go to the kernel's switch: sys::mock_kernel is for each test to write.
HOST_MOCK_FLAGS := -idirafter user/libc/include -DCALL_ABI=Mock

# What the rest of the kernel does for some of it, done by the host.
HOST_FAKES := tests/host/fakes/kernel_services.cpp tests/host/panic.cpp
HOST_EXT2  := $(filter-out %/root.cpp,$(wildcard kernel/fs/*.cpp)) kernel/thread/shared_lock.cpp kernel/device/ramdisk.cpp \
              kernel/debug/failures.cpp $(HOST_FAKES)

boot_arguments_test_SOURCES := kernel/lib/boot_arguments.cpp tests/host/kernel_string.cpp
cached_disk_test_SOURCES    := kernel/device/cached_disk.cpp kernel/device/write_back.cpp $(HOST_FAKES)
cached_disk_made_test_SOURCES := $(cached_disk_test_SOURCES)
changes_test_SOURCES        := $(HOST_EXT2)
device_tree_test_SOURCES    := kernel/device/device_tree.cpp tests/host/kernel_string.cpp
dispatch_test_BASE           = -Itests/host/spies $(HOST_KERNEL_FLAGS) $(HOST_MOCK_FLAGS) -include $(HOST_PRELUDE)
elf_test_SOURCES            := kernel/process/elf.cpp
event_counter_test_SOURCES  := kernel/file/event_counter.cpp kernel/file/file.cpp kernel/file/watch.cpp $(HOST_FAKES)
ext2_broken_test_SOURCES    := $(HOST_EXT2)
ext2_test_SOURCES           := $(HOST_EXT2)
ext2_write_test_SOURCES     := $(HOST_EXT2)
file_locks_test_SOURCES     := $(HOST_EXT2) kernel/file/file.cpp kernel/file/file_locks.cpp
file_test_SOURCES           := $(HOST_EXT2) \
                               $(addprefix kernel/file/,descriptors.cpp file.cpp file_locks.cpp inode_file.cpp open.cpp)
format_test_SOURCES         := kernel/lib/format.cpp
line_editor_test_SOURCES    := $(addprefix kernel/device/,line_editor.cpp utf8.cpp character_width.cpp)
list_test_SOURCES           := tests/host/panic.cpp
pipe_test_SOURCES           := kernel/file/pipe.cpp kernel/file/pipe_file.cpp kernel/file/file.cpp kernel/file/watch.cpp $(HOST_FAKES)
policy_test_SOURCES         := kernel/thread/policy.cpp kernel/thread/pending_signals.cpp tests/host/kernel_string.cpp tests/host/panic.cpp
ref_test_SOURCES            := tests/host/panic.cpp
script_test_SOURCES         := kernel/process/script.cpp
string_test_SOURCES         := tests/host/kernel_string.cpp
symbols_test_SOURCES        := kernel/debug/symbols.cpp $(HOST_BUILD)/symbols_table.S
symbols_empty_test_SOURCES  := kernel/debug/symbols.cpp $(HOST_BUILD)/symbols_empty_table.S
virtio_block_test_SOURCES   := kernel/device/virtio_block.cpp kernel/device/virtio_mmio.cpp kernel/debug/failures.cpp \
                               $(HOST_FAKES)
unwind_test_SOURCES         := kernel/debug/unwind.cpp $(HOST_BUILD)/unwind_table.S

fuzz_device_tree_SOURCES := $(device_tree_test_SOURCES)
fuzz_device_tree_RUNS    := 600000
fuzz_elf_SOURCES         := $(elf_test_SOURCES)
fuzz_elf_RUNS            := 2000000
fuzz_ext2_SOURCES        := $(HOST_EXT2)
fuzz_ext2_RUNS           := 20000

$(HOST_BUILD)/symbols_table.S: tests/host/symbols_test.nm scripts/symbols.py
	@mkdir -p $(@D)
	@scripts/symbols.py < $< > $@
$(HOST_BUILD)/symbols_empty_table.S: scripts/symbols.py
	@mkdir -p $(@D)
	@scripts/symbols.py < /dev/null > $@
$(HOST_BUILD)/unwind_table.S: tests/host/unwind_test.frames scripts/unwind.py
	@mkdir -p $(@D)
	@scripts/unwind.py 0x1000 < $< > $@

# Whole families of tests have a file of their own, such as libc.mk and shell.mk.
include $(filter-out tests/host/host.mk,$(wildcard tests/host/*.mk))

# --- how they are built ---

# Whoever changes flags gets everything compiled anew.
HOST_STAMP := $(HOST_BUILD)/flags
HOST_FLAGS_NOW := $(sort $(HOST_CXX) $(HOST_TEST_FLAGS) $(HOST_CLANG) $(HOST_FUZZ_FLAGS) $(HOST_KERNEL_FLAGS) \
                  $(foreach name,$(HOST_TESTS) $(HOST_FUZZERS),$($(name)_BASE) $($(name)_FLAGS)))
ifneq ($(file <$(HOST_STAMP)),$(HOST_FLAGS_NOW))
$(shell mkdir -p $(HOST_BUILD))
$(file >$(HOST_STAMP),$(HOST_FLAGS_NOW))
endif

HOST_TESTER := $(HOST_CXX) $(HOST_TEST_FLAGS)
HOST_FUZZER := $(HOST_CLANG) $(HOST_FUZZ_FLAGS)

# The prelude includes half of the C++ library. A compiler reads it once, and later takes what it made of it, which it
# finds as .gch beside the header; g++ reads the header, if it has flags for which that is of no use.
HOST_PRELUDE      := $(HOST_BUILD)/prelude.h
HOST_FUZZ_PRELUDE := $(HOST_BUILD)/fuzz/prelude.h

$(HOST_PRELUDE).gch:      HOST_READER := $(HOST_TESTER)
$(HOST_FUZZ_PRELUDE).gch: HOST_READER := $(HOST_FUZZER)
%/prelude.h.gch: tests/host/prelude.h $(HOST_STAMP)
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@echo '#include "$(abspath $<)"' > $(@:.gch=)
	@$(HOST_READER) $(HOST_KERNEL_FLAGS) -x c++-header $(@:.gch=) -o $@

# Tests without flags of their own share their object files; every other program has its own.
own_flags    = $(filter fuzz_%,$(1))$($(1)_BASE)$($(1)_FLAGS)
host_folder  = $(HOST_BUILD)/$(if $(call own_flags,$(1)),$(1),shared).objects
host_objects = $(patsubst %,$(call host_folder,$(1))/%.o,tests/host/$(1).cpp $($(1)_SOURCES))

# $(1): its name, $(2): compiler and flags, $(3): libraries
define host_link
$(HOST_BUILD)/$(1): $(call host_objects,$(1))
	@echo "  link     $$@"
	@$(2) $$^ $($(1)_LIBS) $(3) -o $$@
-include $(patsubst %.o,%.d,$(call host_objects,$(1)))
endef

# $(1): whose objects, $(2): compiler and flags, $(3): the prelude, $(4): what must be made for that
define host_compile
$(HOST_BUILD)/$(1).objects/%.cpp.o: %.cpp $(HOST_STAMP) $(4)
	@mkdir -p $$(@D)
	@echo "  compile  $$<$(if $(filter-out shared,$(1)), for $(1), for the host)"
	@$(2) $(or $($(1)_BASE),$(HOST_KERNEL_FLAGS) -include $(3)) $($(1)_FLAGS) -c $$< -o $$@
$(HOST_BUILD)/$(1).objects/%.c.o: %.c $(HOST_STAMP)
	@mkdir -p $$(@D)
	@echo "  compile  $$< for $(1)"
	@$(2) $($(1)_BASE) $($(1)_FLAGS) -x c++ -c $$< -o $$@
$(HOST_BUILD)/$(1).objects/%.S.o: %.S
	@mkdir -p $$(@D)
	@$(2) -c $$< -o $$@
endef
with_own_flags = $(foreach name,$(1),$(if $(call own_flags,$(name)),$(name)))

$(foreach name,$(HOST_TESTS),$(eval $(call host_link,$(name),$(HOST_TESTER),-lgtest_main -lgtest)))
$(foreach name,$(HOST_FUZZERS),$(eval $(call host_link,$(name),$(HOST_FUZZER))))
$(foreach name,shared $(call with_own_flags,$(HOST_TESTS)),\
    $(eval $(call host_compile,$(name),$(HOST_TESTER),$(HOST_PRELUDE),$(HOST_PRELUDE).gch)))
$(foreach name,$(HOST_FUZZERS),\
    $(eval $(call host_compile,$(name),$(HOST_FUZZER),$(HOST_FUZZ_PRELUDE),$(HOST_FUZZ_PRELUDE).gch)))

# --- how they are run ---

host_needs = $(foreach name,$(1),$(HOST_BUILD)/$(name) $($(name)_NEEDS))
host_runs  = $(foreach name,$(1),$(HOST_BUILD)/$(name)=$($(name)_RUNS))

.PHONY: host-test fuzz-smoke
host-test: $(call host_needs,$(HOST_TESTS)) ## run the tests that need no kernel
	@tests/host/run.py tests $(addprefix $(HOST_BUILD)/,$(HOST_TESTS))

fuzz-smoke: $(call host_needs,$(HOST_FUZZERS)) ## run each fuzzer for a short while
	@tests/host/run.py fuzzers $(call host_runs,$(HOST_FUZZERS))
