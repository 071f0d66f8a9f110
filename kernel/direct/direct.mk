# direct/direct.mk: a program and the kernel in one image: no trap, but function calls. See docs/trap_or_call.md.

DIRECT  := $(BUILD)/direct
KDIRECT := $(KBUILD)/direct

# Every program of user/tests runs without a trap as well (tests/system/test_direct.py), but for these, by what they cannot do
# without: the instruction, a call that is not there, or the header of a file that is its own. The same test sees that it is so.
NEEDS_ecall := calls_from_c floating_point forbidden fuzz_calls signal_faults signal_frames syscall_abi \
    thread_calls
NEEDS_fork := afterwards alarms bad_pointers broken_disk counters errors every_form every_pointer exec \
    exec_failures exit_and_wait faulty files_together fork_memory forms groups heap interrupted_calls legacy \
    libc_from_c mappings memory_list named_pipes names_races no_memory pipes policy preemption proc remap sessions \
    shared_memory sharing signal_handlers signal_queues signal_stack signals stack stopping stress_exit \
    stress_flips stress_floating_point stress_fork stress_kill stress_mappings stress_memory stress_pipe \
    stress_threads stress_tracing system_info terminal thread_ends thread_signals threads tracing tracing_ends \
    tracing_errors tracing_signals
NEEDS_execve := exec_refused odd_files
NEEDS_thread_create := thread_locks
NEEDS_map := forbidden_all
NEEDS___ehdr_start := files
NEED_A_TRAP := $(foreach reason,ecall fork execve thread_create map __ehdr_start,$(NEEDS_$(reason)))

DIRECT_TESTS := $(filter-out $(NEED_A_TRAP:%=tests/%),$(filter tests/%,$(PROGRAMS)))
DIRECT_LESSONS := $(addprefix lessons/,hello levels/write levels/print)
# In supervisor mode only those that are about the files that are replaced, unless all tests are to run: TESTS=all.
DIRECT_TESTS_supervisor := $(addprefix tests/,good_pointers libc_malloc libc_startup wild_addresses)
ifneq ($(filter direct-tests,$(MAKECMDGOALS)),)
APP := $(or $(if $(filter all,$(TESTS)),,$(DIRECT_TESTS_$(MODE))),$(DIRECT_TESTS)) $(DIRECT_LESSONS) \
    bench/trap_or_call lessons/spin bin/cat
endif

# Its path in the tree: hello is lessons/hello. Where several rooms have one, it must be said which.
DIRECT_FOUND := $(foreach app,$(patsubst /%,%,$(subst %,\%,$(APP))),$(filter $(app) %/$(app),$(PROGRAMS)))
DIRECT_GOALS := qemu-direct run-direct direct direct-programs
ifneq ($(filter $(DIRECT_GOALS),$(MAKECMDGOALS)),)
ifeq ($(APP),)
$(error usage: make qemu-direct APP=hello, or APP=tests/paths)
endif
ifneq ($(and $(filter-out 1,$(words $(APP))),$(filter qemu-direct run-direct,$(MAKECMDGOALS))),)
$(error APP=$(APP): one program at a time; P= has its arguments)
endif
ifneq ($(words $(DIRECT_FOUND)),$(words $(APP)))
$(error APP=$(APP): $(or $(and $(DIRECT_FOUND),there is $(DIRECT_FOUND): say which),there is no such program in $(PROGRAM_ROOMS:%=user/%)))
endif
endif

# --- the program: with the library, which is compiled anew, since its wrappers become other code; user/libc/direct has what
# is here in place of the files that are left out ---

DIRECT_FLAGS = -DCALL_ABI=Direct
DIRECT_LIBC_SOURCES := $(filter-out %/start.S %/main_thread.cpp %/restorer.S user/libc/abort.cpp,$(LIBC_SOURCES)) $(wildcard user/libc/direct/*.cpp)
DIRECT_LIBC_OBJECTS := $(DIRECT_LIBC_SOURCES:%=$(DIRECT)/%.o)
DIRECT_LIBC := $(DIRECT)/user/libc.a

$(DIRECT)/%.cpp.o: %.cpp $(USER_FLAGS_STAMP) | $(COMPAT)
	@mkdir -p $(@D)
	@echo "  compile  $< for a direct call"
	@$(CXX) $(UFLAGS) $(CXXONLY) $(DIRECT_FLAGS) -include direct_call.h -c $< -o $@

$(DIRECT)/%.c.o: %.c $(USER_FLAGS_STAMP)
	@mkdir -p $(@D)
	@echo "  compile  $< for a direct call"
	@$(CC) $(UFLAGS) $(UCFLAGS) $(DIRECT_FLAGS) -c $< -o $@

$(DIRECT)/user/lessons/levels/%.o: UFLAGS += -Iuser/libc/platform/stile

$(DIRECT)/%.S.o: %.S $(USER_FLAGS_STAMP)
	@mkdir -p $(@D)
	@echo "  assemble $<"
	@$(CC) $(UFLAGS) -c $< -o $@

$(DIRECT_LIBC): $(DIRECT_LIBC_OBJECTS)
	@rm -f $@
	@$(CROSS)ar rcs $@ $^

# One object, of which the kernel sees nothing but where it begins: both have a memcpy, and each keeps its own. What of
# the library is not reached is left out, so that absent_fork is asked for only if the program can fork.
direct_objects_of = $(patsubst %,$(DIRECT)/%.o,$(call sources_of,$(1)))
define direct_program_rule
$(DIRECT)/user/$(1)/program.o: $(call direct_objects_of,$(1)) $(DIRECT_LIBC)
	@mkdir -p $$(@D)
	@$(CXX) $(UFLAGS) -nostdlib -static -r -Wl,--gc-sections -Wl,-u,start_linked_program -Wl,-e,start_linked_program \
	    -Wl,--force-group-allocation $(call direct_objects_of,$(1)) $(DIRECT_LIBC) -lgcc -o $$@
	@$(CROSS)objcopy --keep-global-symbol=start_linked_program --wildcard --strip-unneeded-symbol='_Z*absent_*' $$@
	@if $(CROSS)objdump -d $$@ | grep -qw ecall; then \
	    echo "user/$(1) makes calls by ecall, not by the library's wrappers: it needs a trap" >&2; rm $$@; exit 1; fi
	@missed=$$$$($(CROSS)nm -C -u $$@ | sed -n 's/^ *U absent_\([a-z_0-9]*\)(.*/\1/p' | paste -sd' '); \
	[ -z "$$$$missed" ] || echo "  user/$(1) refers to calls that answer ENOSYS without a trap: $$$$missed"
$(KDIRECT)/$(1)/kernel.elf: $(DIRECT)/user/$(1)/program.o
-include $(patsubst %.o,%.d,$(call direct_objects_of,$(1)))
endef
$(foreach app,$(DIRECT_FOUND),$(eval $(call direct_program_rule,$(app))))
-include $(DIRECT_LIBC_OBJECTS:.o=.d)

# --- the kernel: these files in place of the ones with the same names ---

DIRECT_INSTEAD := kernel/process/first_process.cpp kernel/memory/user_copy.cpp kernel/syscall/memory_calls.cpp
DIRECT_KERNEL_SOURCES := $(filter-out $(DIRECT_INSTEAD),$(KERNEL_SOURCES)) $(wildcard kernel/direct/*.cpp)
DIRECT_KERNEL_OBJECTS := $(DIRECT_KERNEL_SOURCES:%=$(KBUILD)/%.o)

# The kernel is compiled without floating point, and the program with it. They agree on all calls: none has such a value.
DIRECT_LINK = $(CXX) $(KFLAGS) $(LDFLAGS) -Wl,--no-warn-mismatch -Wl,--wrap=switch_context -Wl,-T,linker/direct.ld \
    $(filter -Wl$(comma)%,$(KLINK)) $(DIRECT_KERNEL_OBJECTS) $(DIRECT)/user/$*/program.o

.SECONDARY: $(DIRECT_KERNEL_OBJECTS)
-include $(DIRECT_KERNEL_OBJECTS:.o=.d)

$(KDIRECT)/%/kernel.elf: $(DIRECT_KERNEL_OBJECTS) $(KBUILD)/no_symbols.o $(KBUILD)/root_image.o linker/kernel.ld linker/direct.ld \
    kernel/direct/direct.mk
	@mkdir -p $(@D)
	@echo "  link     $@"
	@$(DIRECT_LINK) $(KBUILD)/no_symbols.o -Wl,--defsym=root_image_start=0 -Wl,--defsym=root_image_end=0 -o $@.nameless
	@{ $(CROSS)nm -C -f sysv $@.nameless | $(PYTHON) scripts/symbols.py; \
	    $(CROSS)readelf --debug-dump=frames-interp $@.nameless | $(PYTHON) scripts/unwind.py $(BASE_$(MODE)); } > $@.S
	@$(CC) $(KFLAGS) -c $@.S -o $@.names.o
	@$(DIRECT_LINK) $@.names.o $(KBUILD)/root_image.o -o $@
	@rm $@.nameless $@.S $@.names.o

# --- running ---

DIRECT_KERNELS := $(DIRECT_FOUND:%=$(KDIRECT)/%/kernel.elf)
QEMU_DIRECT = $(QEMU) $(QEMU_FLAGS:$(KERNEL)=$(DIRECT_KERNELS)) \
    -append $(call quote,$(value APPEND) -- $(DIRECT_FOUND:%=/%) $(value P))

.PHONY: direct-programs direct direct-tests qemu-direct run-direct trap-or-call
direct-tests: direct

direct-programs: $(DIRECT_FOUND:%=$(DIRECT)/user/%/program.o)

direct: $(DIRECT_KERNELS)

qemu-direct: run-direct ## link the program APP= with the kernel, so that its calls are no traps, and run that

run-direct: disk-is-there doctor-quick $(DIRECT_KERNELS) ## the same; P= has its arguments, and its status comes out
	@$(QEMU_DIRECT)

trap-or-call: doctor-quick ## measure the trap beside the call, and write the table of docs/trap_or_call.md
	@for mode in machine supervisor; do $(MAKE) RELEASE=1 MODE=$$mode all direct APP=bench/trap_or_call || exit 1; done
	@$(PYTHON) scripts/trap_or_call.py
