# tests/host/libc.mk: builds user/libc for this machine, under other names, for the tests called libc_NAME_test.cpp.
#
# The machine has a C library of its own. So each name that C knows gets stile_ in front of it: malloc is stile_malloc
# in these objects, where it is made and where it is called. Names that start with _ stay: they are those of C++ and of
# the sanitizers. What talks to the kernel is left out: tests/host/libc_kernel.cpp stands in for it.

HOST_LIBC := $(HOST_BUILD)/libc.a
HOST_LIBC_WITHOUT := alarm calls composed composed_files condition cxx directory exec exit futex keys legacy main_thread mutex open posix posix_files \
                     semaphore signal start terminal threads thread_locals windows
HOST_LIBC_SOURCES := $(filter-out $(HOST_LIBC_WITHOUT:%=user/libc/%.cpp),$(wildcard user/libc/*.cpp))
HOST_LIBC_OBJECTS := $(HOST_LIBC_SOURCES:user/libc/%.cpp=$(HOST_BUILD)/libc/%.o)
HOST_LIBC_TESTS := $(filter libc_%,$(HOST_TESTS))
HOST_LIBC_FLAGS := -ffreestanding -fno-exceptions -fno-rtti -Wshadow -isystem user/libc/include -Ikernel

$(HOST_BUILD)/libc/%.o: user/libc/%.cpp tests/host/libc.mk
	@mkdir -p $(@D)
	@echo "  compile  $< for the host"
	@$(HOST_CXX) $(HOST_TEST_FLAGS) $(HOST_LIBC_FLAGS) -MT $@ -MF $@.d -c $< -o $@.plain
	@nm --extern-only --format=just-symbols $@.plain | sed '/^_/d; s/.*/& stile_&/' > $@.names
	@objcopy --redefine-syms=$@.names $@.plain $@

$(HOST_LIBC): $(HOST_LIBC_OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

HOST_LIBC_KERNEL := $(HOST_BUILD)/libc/kernel.o

$(HOST_LIBC_KERNEL): tests/host/libc_kernel.cpp tests/host/libc.mk
	@mkdir -p $(@D)
	@echo "  compile  $< for the host"
	@$(HOST_CXX) $(HOST_TEST_FLAGS) -MT $@ -MF $@.d -c $< -o $@

# The tests compare with the host's functions, and some formats are made while they run.
define host_libc_test
$(1)_BASE := -Itests/host -Wno-format-nonliteral -Wno-format-security
$(1)_LIBS := $$(HOST_LIBC)
$(HOST_BUILD)/$(1): $$(HOST_LIBC_KERNEL) $$(HOST_LIBC)
endef
$(foreach test,$(HOST_LIBC_TESTS),$(eval $(call host_libc_test,$(test))))

-include $(HOST_LIBC_OBJECTS:=.d) $(HOST_LIBC_KERNEL).d
