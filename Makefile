# Makefile: builds Stile, runs it, debugs it, tests it. `make help` lists the targets.

# What one may choose on the command line
MODE   ?= machine#     the kernel's privilege mode: machine, or supervisor over OpenSBI
CPUS   ?= 1#           harts, from 1 to 8
MEMORY ?= 128M
RELEASE ?=#            RELEASE=1: -O2 in place of the class build, which is made for stepping
DEBUG  ?=#             DEBUG=1: the kernel watches its locks: see docs/debugging.md
APPEND ?=#             boot arguments for the kernel: see docs/debugging.md
SOCKET ?=#             make qemu-gdb: where gdb attaches, if not in a folder of this session's own
APP    ?=#             make qemu-direct, run-direct: the program that is linked with the kernel
P      ?=#             make run: the command to run; make run-direct: arguments; make linux: a file of this machine
ARGS   ?=#             make linux: arguments
DISK   ?=#             the image of a disk to start from, such as build/disk.img: docs/storage.md
DISK_SIZE ?= 64M#      make disk: how large
FOLDER ?=#             make disk, make linux: a folder of this machine; what is in it comes to /home
FILE   ?=#             make disk-get: the path of a file or a folder on the disk
TO     ?=#             make disk-get: where to, on this machine
RECORDING ?= build/recording# make record, make replay: the folder that keeps it
LIBRARY ?=#            a folder of sources that the kernel gets besides: what they define as sys_name is a call's handler
SHUFFLE ?=#            SHUFFLE=seed: every system call but exit has another number than its own: docs/levels.md
REPEAT ?= 1#           make stress: how often
MINUTES ?= 10#         make fuzz: how long
SEED   ?= 1#           make fuzz: what decides which calls are made
WORK   ?= null#        make profile: the piece of work; scripts/profile.py tells which there are
PICTURE ?=#            make profile: PICTURE=1 draws it, into build/pictures/
L      ?=#             make lesson: which one of docs/lessons
STEP   ?=#             make lesson: STEP=1 waits for a key before each command
REASON ?=#             make bench-baseline: why the figures are others now
QEMU   ?= qemu-system-riscv64
PYTHON ?= /usr/bin/python3

export PYTHONDONTWRITEBYTECODE := 1
export PATH := $(PATH):/usr/sbin:/sbin
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/bash
.DELETE_ON_ERROR:
.SUFFIXES:

# Exactly one word, and a known one.
ifneq ($(words $(MODE))$(filter $(MODE),machine supervisor),1$(MODE))
$(error MODE=$(MODE) is unknown: there is machine, and supervisor)
endif
ifneq ($(shell echo '$(MEMORY)' | grep -cE '^([2-9][0-9]|[1-9][0-9]{2,})M$$|^[1-9][0-9]?G$$'),1)
$(error MEMORY=$(MEMORY) is no size for this machine: from 20M on, such as 64M or 2G)
endif
# Both are chosen by being said, so that 0 would choose them too.
ifneq ($(filter-out 1,$(RELEASE) $(DEBUG)),)
$(error RELEASE=$(RELEASE) DEBUG=$(DEBUG): each is 1, or not there)
endif
ifneq ($(words $(CPUS))$(filter $(CPUS),1 2 3 4 5 6 7 8),1$(CPUS))
$(error CPUS=$(CPUS): this kernel runs on 1 to 8 harts)
endif
ifneq ($(LIBRARY),$(if $(wildcard $(LIBRARY)/*.cpp),$(LIBRARY)))
$(error LIBRARY=$(LIBRARY): there is no C++ file in such a folder)
endif
# Or the kernel without would be measured, as old as it may be.
ifneq ($(and $(DEBUG),$(filter bench growth bench-baseline performance bench-wall profile,$(MAKECMDGOALS))),)
$(error $(MAKECMDGOALS): a kernel that watches its locks is not measured: leave DEBUG=$(DEBUG) out)
endif
ifneq ($(SHUFFLE),$(shell echo '$(SHUFFLE)' | grep -xE '[0-9]+'))
$(error SHUFFLE=$(SHUFFLE) is no seed: it is a number)
endif

# The first of riscv64-unknown-elf-, riscv64-linux-gnu-, riscv64-elf- that has C++ headers.
ifndef CROSS
CROSS := $(shell scripts/doctor.sh --cross)
endif
CXX := $(CROSS)g++
CC  := $(CROSS)gcc
# The compiler of programs for Linux: the same one, if it has a C library for that.
LINUX_CROSS ?= $(if $(findstring linux,$(CROSS)),$(CROSS),riscv64-linux-gnu-)

# What follows from the mode. BASE: where the kernel begins, as it sees itself; OFFSET: and how far that is from physical
# memory. OpenSBI has the first 2 MiB of memory. QEMU finds OpenSBI by itself, where it was packaged.
PRIVILEGE_machine := 3
BASE_machine      := 0x80000000
OFFSET_machine    := 0
BIOS_machine      := none

PRIVILEGE_supervisor := 1
BASE_supervisor      := 0xffffffc080200000
OFFSET_supervisor    := 0xffffffc000000000
BIOS_supervisor      := default

# The programs, and the kernel, which may watch its locks.
BUILD  := build/$(if $(RELEASE),release,class)$(SHUFFLE:%=-shuffle-%)
KBUILD := $(if $(DEBUG),$(BUILD:build/%=build/debug-%),$(BUILD))/$(MODE)
KERNEL := $(KBUILD)/kernel.elf
IMAGE  := $(BUILD)/root.img

# --- flags ---

OPTIMISE := $(if $(RELEASE),-O2,-Og) -g3
WARNINGS := -Wall -Wextra -Wshadow -Werror
# A table with other numbers stands before the one of the tree.
SHUFFLED := $(if $(SHUFFLE),$(BUILD)/table)
COMMON    = $(SHUFFLED:%=-I%) $(OPTIMISE) $(WARNINGS) -ffreestanding -fno-common -fno-pie -fno-stack-protector -mcmodel=medany \
            $(if $(RELEASE),-fomit-frame-pointer,-fno-omit-frame-pointer -fno-optimize-sibling-calls) -MD -MP
CXXONLY  := -std=c++23 -fno-exceptions -fno-rtti
# Debian's C++ headers look for this file of glibc's, which the package lacks for lp64: an empty one will do.
COMPAT   := build/compat/gnu/stubs-lp64.h

KFLAGS = $(COMMON) -march=rv64imac_zicsr_zifencei -mabi=lp64 -Ikernel -isystem build/compat \
          -DPRIVILEGE=$(PRIVILEGE_$(MODE)) -DPHYS_BASE_OFFSET=$(OFFSET_$(MODE)) $(if $(DEBUG),-DCHECK_LOCKS)
UFLAGS = $(COMMON) -march=rv64gc -mabi=lp64d -isystem user/libc/include -Ikernel -ffunction-sections -fdata-sections
UCFLAGS := -std=c11 -nostdinc -isystem $(shell $(CC) -print-file-name=include 2>/dev/null)
LDFLAGS := -nostdlib -static -no-pie -Wl,--build-id=none -Wl,--no-warn-rwx-segments -Wl,-z,max-page-size=4096

# --- the kernel: its rooms, in the order of the layers ---

ROOMS := lib arch mode/$(MODE) sync debug memory thread device fs file process proc syscall linux trap
ONLY_DEBUG := kernel/sync/lock_checks.cpp kernel/debug/lock_panic.cpp
KERNEL_SOURCES := $(filter-out $(if $(DEBUG),,$(ONLY_DEBUG)), \
    $(foreach room,$(ROOMS),$(wildcard kernel/$(room)/*.S kernel/$(room)/*.cpp)) kernel/main.cpp) \
    $(if $(LIBRARY),$(wildcard $(LIBRARY)/*.cpp))
KERNEL_OBJECTS := $(KERNEL_SOURCES:%=$(KBUILD)/%.o)

# --- programs: user/bin/foo.cpp, foo.c or a folder foo becomes /bin/foo; likewise tests, bench, labs, lessons ---

PROGRAM_ROOMS := bin tests bench labs lessons lessons/levels
SINGLE_SOURCES := $(foreach room,$(PROGRAM_ROOMS),$(wildcard user/$(room)/*.cpp user/$(room)/*.c user/$(room)/*.S))
FOLDERS  := $(filter-out $(PROGRAM_ROOMS:%=user/%),$(foreach room,$(PROGRAM_ROOMS),$(patsubst %/,%,$(wildcard user/$(room)/*/))))
PROGRAMS := $(sort $(patsubst user/%,%,$(basename $(SINGLE_SOURCES)) $(FOLDERS)))
LIBC_SOURCES := $(wildcard user/libc/*.cpp user/libc/*.c user/libc/*.S)
LIBC_OBJECTS := $(LIBC_SOURCES:%=$(BUILD)/%.o)
LIBC  := $(BUILD)/user/libc.a
START := $(BUILD)/user/libc/start.S.o

ROOT_FILES := $(sort $(shell find user/root -type f))

sources_of = $(wildcard user/$(1).cpp user/$(1).c user/$(1).S user/$(1)/*.cpp user/$(1)/*.c user/$(1)/*.S)
objects_of = $(patsubst %,$(BUILD)/%.o,$(call sources_of,$(1)))

.PHONY: all
.DEFAULT_GOAL := all
all: $(KERNEL) ## build the kernel, the programs and the root image

# --- compiling ---

$(COMPAT):
	@mkdir -p $(@D)
	@touch $@

# Whoever changes the flags gets everything compiled anew.
KERNEL_FLAGS_STAMP := $(KBUILD)/flags
USER_FLAGS_STAMP   := $(BUILD)/flags
# Whoever adds or removes a program or a file gets all programs linked anew, as their bases follow from their number.
LIST_STAMP := $(BUILD)/list
# Likewise the kernel and its sources.
SOURCES_STAMP := $(KBUILD)/sources
define keep_stamp
ifneq ($$(file <$(1)),$(2))
$$(shell mkdir -p $(dir $(1)))
$$(file >$(1),$(2))
endif
endef
# Not when nothing will be built; and whoever cleans begins from nothing, before make looks at what there is.
ifneq ($(filter clean,$(MAKECMDGOALS)),)
$(shell rm -rf build)
endif
ifneq ($(filter-out help doctor doctor-quick dispatch console lab grade,$(or $(MAKECMDGOALS),all)),)
$(eval $(call keep_stamp,$(KERNEL_FLAGS_STAMP),$(CXX) $(KFLAGS) $(CXXONLY) $(LDFLAGS)))
$(eval $(call keep_stamp,$(USER_FLAGS_STAMP),$(CXX) $(UFLAGS) $(CXXONLY) $(LDFLAGS)))
$(eval $(call keep_stamp,$(LIST_STAMP),$(PROGRAMS) $(ROOT_FILES)))
$(eval $(call keep_stamp,$(SOURCES_STAMP),$(KERNEL_SOURCES)))
endif

ifneq ($(SHUFFLE),)
$(KERNEL_FLAGS_STAMP) $(USER_FLAGS_STAMP): | $(SHUFFLED)/abi/syscalls.def
$(SHUFFLED)/abi/syscalls.def: kernel/abi/syscalls.def user/libc/include/sys/syscall_numbers.h scripts/shuffle.py
	@scripts/shuffle.py $(SHUFFLE) $(SHUFFLED)
# Made together with it: whatever includes them is compiled anew.
$(SHUFFLED)/abi/frozen_numbers.def $(SHUFFLED)/sys/syscall_numbers.h: $(SHUFFLED)/abi/syscalls.def ;
endif

$(KBUILD)/%.cpp.o: %.cpp $(KERNEL_FLAGS_STAMP) | $(COMPAT)
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(CXX) $(KFLAGS) $(CXXONLY) -fno-use-cxa-atexit -fno-threadsafe-statics -c $< -o $@

# In the switch, a debugger shall be in the row whose handler runs, not in the inline function that decodes arguments.
$(KBUILD)/kernel/trap/trap.cpp.o: OPTIMISE += -gno-statement-frontiers

# A handler that is not what its row says would be another function, and the stub would run.
$(KBUILD)/kernel/syscall/%.o $(KBUILD)/$(or $(LIBRARY),no-library)/%.o: WARNINGS += -Wmissing-declarations

# A debugger that looks for a handler shall find the one that runs.
$(KBUILD)/kernel/syscall/stubs.cpp.o: OPTIMISE += -g0

$(KBUILD)/%.S.o: %.S $(KERNEL_FLAGS_STAMP)
	@mkdir -p $(@D)
	@echo "  assemble $<"
	@$(CC) $(KFLAGS) -c $< -o $@

$(BUILD)/user/%.cpp.o: user/%.cpp $(USER_FLAGS_STAMP) | $(COMPAT)
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(CXX) $(UFLAGS) $(CXXONLY) -c $< -o $@

$(BUILD)/user/%.c.o: user/%.c $(USER_FLAGS_STAMP)
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(CC) $(UFLAGS) $(UCFLAGS) -c $< -o $@

# The programs there are for several systems: of user/libc/platform/ they get the layer of this one.
$(BUILD)/user/lessons/levels/%.o: UFLAGS += -Iuser/libc/platform/stile

$(BUILD)/user/%.S.o: user/%.S $(USER_FLAGS_STAMP)
	@mkdir -p $(@D)
	@echo "  assemble $<"
	@$(CC) $(UFLAGS) -c $< -o $@

$(LIBC): $(LIBC_OBJECTS)
	@rm -f $@
	@$(CROSS)ar rcs $@ $(filter-out $(START),$^)

# Each program has a base address of its own, so that a debugger can have the symbols of all at once: the n-th is at
# 0x1000000 + n * 0x400000.
define program_rule
PROGRAM_COUNT += x
$(BUILD)/user/$(1).elf: $(call objects_of,$(1)) $(LIBC) $(START) linker/user.ld $(LIST_STAMP)
	@echo "  link     user/$(1)"
	@$(CXX) $(UFLAGS) $(LDFLAGS) -Wl,--gc-sections -Wl,-T,linker/user.ld \
	    -Wl,--defsym=USER_BASE=$$$$(printf '0x%x' $$$$((0x1000000 + $(words $(PROGRAM_COUNT)) * 0x400000))) \
	    $(START) $(call objects_of,$(1)) $(LIBC) -lgcc -o $$@ || { echo "user/$(1) does not link: see above; has it a main?" >&2; exit 1; }
$(BUILD)/root/$(1): $(BUILD)/user/$(1).elf
	@mkdir -p $$(@D)
	@$(CROSS)strip -o $$@ $$<
endef
PROGRAM_COUNT :=
$(foreach program,$(PROGRAMS),$(eval $(call program_rule,$(program))))

# --- the root image: an ext2 file system made from a folder ---

$(IMAGE): $(PROGRAMS:%=$(BUILD)/root/%) $(ROOT_FILES) $(LIST_STAMP) scripts/make_image.sh
	@echo "  image    $@"
	@rm -f $(filter-out $(PROGRAMS:%=$(BUILD)/root/%) $(PROGRAM_ROOMS:%=$(BUILD)/root/%), \
	    $(foreach room,$(PROGRAM_ROOMS),$(wildcard $(BUILD)/root/$(room)/*)))
	@scripts/make_image.sh $(BUILD)/root user/root $@

# --- linking the kernel: once to learn where its functions are, and once with that table ---

KLINK = $(CXX) $(KFLAGS) $(LDFLAGS) -Wl,-T,linker/kernel.ld \
    -Wl,--defsym=KERNEL_BASE=$(BASE_$(MODE)) -Wl,--defsym=KERNEL_OFFSET=$(OFFSET_$(MODE))

incbin = printf '.section .root_image,"aw"\n.globl root_image_start, root_image_end\n.balign 4096\nroot_image_start:\n.incbin "%s"\nroot_image_end:\n' \
    $(1) | $(CC) $(KFLAGS) -x assembler -c - -o $(2)

$(KBUILD)/root_image.o: $(IMAGE)
	@mkdir -p $(@D)
	@$(call incbin,$(IMAGE),$@)

$(KBUILD)/kernel-without-names.elf: $(KERNEL_OBJECTS) $(KBUILD)/no_symbols.o linker/kernel.ld $(SOURCES_STAMP)
	@$(KLINK) $(KERNEL_OBJECTS) $(KBUILD)/no_symbols.o \
	    -Wl,--defsym=root_image_start=0 -Wl,--defsym=root_image_end=0 -o $@

$(KBUILD)/no_symbols.S: scripts/symbols.py scripts/unwind.py
	@mkdir -p $(@D)
	@{ $(PYTHON) scripts/symbols.py; $(PYTHON) scripts/unwind.py; } < /dev/null > $@

$(KBUILD)/symbols.S: $(KBUILD)/kernel-without-names.elf scripts/symbols.py scripts/unwind.py
	@{ $(CROSS)nm -C -f sysv $< | $(PYTHON) scripts/symbols.py; \
	    $(CROSS)readelf --debug-dump=frames-interp $< | $(PYTHON) scripts/unwind.py $(BASE_$(MODE)); } > $@

$(KBUILD)/symbols.o $(KBUILD)/no_symbols.o: %.o: %.S
	@$(CC) $(KFLAGS) -c $< -o $@

$(KERNEL): $(KERNEL_OBJECTS) $(KBUILD)/symbols.o $(KBUILD)/root_image.o linker/kernel.ld
	@echo "  link     $@"
	@$(KLINK) $(KERNEL_OBJECTS) $(KBUILD)/symbols.o $(KBUILD)/root_image.o -o $@

.PHONY: kernel-with
kernel-with: $(KERNEL_OBJECTS) $(KBUILD)/symbols.o ## the kernel OUT=file with another root image: ROOT=image
	@$(call incbin,$(ROOT),$(OUT).root.o)
	@$(KLINK) $(KERNEL_OBJECTS) $(KBUILD)/symbols.o $(OUT).root.o -o $(OUT)

-include $(KERNEL_OBJECTS:.o=.d) $(LIBC_OBJECTS:.o=.d) $(foreach p,$(PROGRAMS),$(patsubst %.o,%.d,$(call objects_of,$(p))))

# --- running ---

quote = '$(subst ','\'',$(1))'
comma := ,
# Errors of the disk are the kernel's to deal with. A comma in a name is said twice.
QEMU_DISK = $(if $(DISK),-global virtio-mmio.force-legacy=false -device virtio-blk-device$(comma)drive=disk \
    -drive if=none$(comma)id=disk$(comma)format=raw$(comma)werror=report$(comma)file=$(call quote,$(subst $(comma),$(comma)$(comma),$(DISK))))
# The terminal that one sits at, for the programs there: nothing where there is none.
TERMINAL = $(shell [ -t 0 ] && [ -n "$$TERM" ] && read -r rows columns < <(stty size) && [ "$$rows" -gt 0 ] && \
    echo "TERM=$$TERM LINES=$$rows COLUMNS=$$columns ")
QEMU_FLAGS = -machine virt -bios $(BIOS_$(MODE)) -m $(MEMORY) -smp $(CPUS) -nographic -no-reboot -kernel $(KERNEL) $(QEMU_DISK)

.PHONY: qemu qemu-opensbi run doctor doctor-quick
doctor-quick:
	@mkdir -p build
	@scripts/doctor.sh --quick $(if $(filter supervisor,$(MODE)),opensbi) > build/doctor.txt 2>&1 || { cat build/doctor.txt; exit 1; }

# Before anything is built for it.
.PHONY: disk-is-there
disk-is-there:
	@disk=$(call quote,$(DISK)); if [ -n "$$disk" ] && [ ! -f "$$disk" ]; then \
	    echo "DISK=$$disk: there is no such file; make disk makes build/disk.img" >&2; exit 2; fi

qemu: disk-is-there doctor-quick $(KERNEL) ## boot to a shell (Ctrl-A x leaves)
	@$(QEMU) $(QEMU_FLAGS) -append $(call quote,$(TERMINAL)$(value APPEND))

qemu-opensbi: ## the same in supervisor mode, over OpenSBI
	@$(MAKE) MODE=supervisor qemu

run: disk-is-there doctor-quick $(KERNEL) ## make run P='prog args': boot, run that, power off; its status comes out
	@$(if $(value P),,echo "usage: make run P='program arguments'" >&2; exit 2;) \
	$(QEMU) $(QEMU_FLAGS) -append $(call quote,$(TERMINAL)$(value APPEND) -- $(value P))

# The program is on a disk of its own, made anew each time.
.PHONY: linux
linux: DISK := build/linux.img
linux: doctor-quick $(KERNEL) ## run a static program that was made for Linux: P=path/to/it ARGS='...'; its status comes out
	@scripts/linux_disk.sh $(call quote,$(value P)) $(BUILD)/root $(DISK) $(DISK_SIZE) $(call quote,$(FOLDER))
	@$(QEMU) $(QEMU_FLAGS) -append $(call quote,$(TERMINAL)$(value APPEND) -- /home/$(notdir $(value P)) $(value ARGS))

doctor: ## check the tools of this machine
	@scripts/doctor.sh

.PHONY: levels
levels: ## build user/lessons/levels/ for Linux, macOS and Windows, and run what can run here: docs/levels.md
	@$(PYTHON) scripts/levels.py $(CROSS)

# --- disks: what a kernel that was started with DISK= writes is there the next time ---

DISK_MADE := $(or $(DISK),build/disk.img)

.PHONY: disk disk-get disk-check
disk: $(IMAGE) ## make build/disk.img, a disk to start from (DISK=, DISK_SIZE=64M, FOLDER=: more files, for /home)
	@echo '$(DISK_SIZE)' | grep -qE '^[1-9][0-9]{0,4}[MG]$$' || \
	    { echo "DISK_SIZE=$(DISK_SIZE) is no size for a disk: such as 64M or 1G" >&2; exit 2; }
	@folder=$(call quote,$(FOLDER)); [ -z "$$folder" ] || [ -d "$$folder" ] || \
	    { echo "FOLDER=$$folder: there is no such folder" >&2; exit 2; }
	@disk=$(call quote,$(DISK_MADE)); echo "  disk     $$disk" && mkdir -p "$$(dirname "$$disk")" && \
	scripts/make_image.sh $(BUILD)/root user/root "$$disk.made" $(DISK_SIZE) $(call quote,$(FOLDER)) && \
	if [ -e "$$disk" ]; then mv "$$disk" "$$disk.old" && echo "  the one before is $$disk.old"; fi && \
	mv "$$disk.made" "$$disk"

disk-get: ## bring FILE=path/on/the/disk here (TO=: by another name)
	@[ -n $(call quote,$(FILE)) ] || { echo "usage: make disk-get FILE=home/notes TO=notes" >&2; exit 2; }
	@$(MAKE) disk-is-there DISK=$(call quote,$(DISK_MADE))
	@scripts/disk_get.sh $(call quote,$(DISK_MADE)) $(call quote,$(FILE)) $(call quote,$(TO))

disk-check: ## have e2fsck look at a disk; it changes nothing
	@$(MAKE) disk-is-there DISK=$(call quote,$(DISK_MADE))
	@e2fsck -fn $(call quote,$(DISK_MADE))

# --- looking ---

.PHONY: dispatch disassembly
dispatch: | $(COMPAT) ## print the switch of system calls as the compiler sees it
	@$(CXX) $(filter-out -g3 -MD -MP,$(KFLAGS)) $(CXXONLY) -E -P kernel/trap/trap.cpp | \
	    sed -n '/^static inline void dispatch.*{/,/^}/ {/^case/ s/ \([()]\)/\1/g; p}'

disassembly: $(KERNEL) ## print the kernel's machine code beside its source
	@$(CROSS)objdump -dS $(KERNEL)

build/compile_commands.json: Makefile scripts/compile_commands.py
	@$(PYTHON) scripts/compile_commands.py > $@

# --- what is made from the table of system calls: headers, the reference, names, descriptions ---

INTO ?= .#             make generate: where these files go, as in the tree
GENERATOR := build/host/generate
GENERATOR_OBJECTS := $(patsubst %,build/host/%.o,$(wildcard scripts/generate/*.cpp))

build/host/scripts/generate/%.o: scripts/generate/%
	@mkdir -p $(@D)
	@echo "  compile  $< for the host"
	@$(HOST_CXX) -std=c++23 -g -Wall -Wextra -Wshadow -Werror -Ikernel -MMD -MP -c $< -o $@

$(GENERATOR): $(GENERATOR_OBJECTS)
	@$(HOST_CXX) $^ -o $@

# The kernel's symbols tell which calls have a handler, and in which file.
.PHONY: generate
generate: $(GENERATOR) $(KBUILD)/kernel-without-names.elf ## write anew what is made from the table of system calls
	@$(CROSS)nm -C -l $(KBUILD)/kernel-without-names.elf | $(GENERATOR) $(INTO)

-include $(GENERATOR_OBJECTS:.o=.d)

# --- what has a file of its own ---

PARTS := scripts/gdb/gdb.mk tests/tests.mk tests/host/host.mk tests/limit/limit.mk scripts/measuring/measuring.mk \
         scripts/grading/grading.mk kernel/direct/direct.mk
include $(PARTS)

# --- the rest ---

.PHONY: clean help
clean: ## remove all that was built
	rm -rf build

.PHONY: book
book: ## the pages of docs/ as a book to read in a browser: build/book/index.html
	@mkdocs build --strict -f docs/book/mkdocs.yml && echo "  book     build/book/index.html"

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile $(PARTS)
