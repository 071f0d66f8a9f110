# scripts/gdb/gdb.mk: debugging, and recordings that can be replayed.

DEBUG_QEMU = $(QEMU) -machine virt -bios $(BIOS_$(MODE)) -m $(MEMORY) -smp $(CPUS) -no-reboot -kernel $(KERNEL) $(QEMU_DISK)
DEBUG_SESSION = scripts/gdb/session.py --kernel $(KERNEL) --programs $(BUILD)/user --qemu $(call quote,$(DEBUG_QEMU)) \
    --append=$(call quote,$(value APPEND)$(if $(value P), -- $(value P)))

# Each replay begins with the first instruction, of which OpenSBI has many; and instructions are counted on one hart.
ifneq ($(and $(filter record replay,$(MAKECMDGOALS)),$(filter supervisor,$(MODE))$(filter-out 1,$(CPUS))),)
$(error $(filter record replay,$(MAKECMDGOALS)): only the machine-mode kernel on one hart can be rewound: leave \
    MODE=$(MODE) CPUS=$(CPUS) out (docs/rewinding.md))
endif
RECORD_QEMU = $(QEMU) -machine virt -bios none -m $(MEMORY) -smp 1 -no-reboot -kernel $(KERNEL)

.PHONY: gdb qemu-gdb class console record replay
gdb: disk-is-there doctor-quick $(KERNEL) ## QEMU, halted, and gdb attached to it, with all symbols
	@$(PYTHON) $(DEBUG_SESSION)

qemu-gdb: disk-is-there doctor-quick $(KERNEL) ## QEMU, halted, for a gdb of your own
	@$(PYTHON) $(DEBUG_SESSION) --no-gdb $(if $(SOCKET),--socket $(call quote,$(SOCKET)))

class: disk-is-there doctor-quick $(KERNEL) ## gdb, the console and a dashboard, side by side in tmux: docs/class.md
	@$(PYTHON) $(subst gdb/session.py,classroom/classroom.py,$(DEBUG_SESSION)) \
	    --title $(call quote,$(MODE) mode$(comma) $(CPUS) hart$(if $(filter 1,$(CPUS)),,s))

record: disk-is-there doctor-quick $(KERNEL) ## boot with the console here, and record it all (Ctrl-] ends): docs/rewinding.md
	@$(PYTHON) scripts/gdb/record.py --kernel $(KERNEL) --programs $(BUILD)/user --qemu $(call quote,$(RECORD_QEMU)) \
	    --append=$(call quote,$(value APPEND)$(if $(value P), -- $(value P))) $(if $(DISK),--disk $(call quote,$(DISK))) \
	    $(call quote,$(RECORDING))

replay: doctor-quick ## gdb attached to what was recorded, in which one can go backwards
	@$(PYTHON) scripts/gdb/session.py --recording $(call quote,$(RECORDING))

console: ## the console of the newest debugging session (Ctrl-] leaves)
	@$(PYTHON) scripts/gdb/console.py

LESSON = $(PYTHON) scripts/lesson.py --kernel $(KERNEL)
ifneq ($(and $(RELEASE)$(DEBUG)$(SHUFFLE),$(filter lesson lessons,$(MAKECMDGOALS))),)
$(error $(MAKECMDGOALS): a lesson steps through the class build: leave RELEASE, DEBUG and SHUFFLE out)
endif

.PHONY: lesson lessons
lesson: doctor-quick $(KERNEL) ## follow a lesson of docs/lessons with gdb: L=ecall (STEP=1: key by key)
	@$(LESSON) $(if $(STEP),--step) -- $(call quote,$(L))

lessons: doctor-quick $(KERNEL) ## all of them, as tests
	@$(LESSON)
