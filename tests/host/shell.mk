# tests/host/shell.mk: builds what the shell knows without a kernel, for the tests called shell_NAME_test.cpp.
#
# Left out is what starts programs or asks the terminal. Of the rest, the linker takes what a test needs.

HOST_SHELL := $(HOST_BUILD)/shell.a
HOST_SHELL_WITHOUT := builtins children editor execute files foreground job_builtins jobs main script simple test umask \
                      variable_builtins
HOST_SHELL_SOURCES := $(filter-out $(HOST_SHELL_WITHOUT:%=user/bin/sh/%.cpp),$(wildcard user/bin/sh/*.cpp)) \
                      tests/host/shell_printer.cpp
HOST_SHELL_OBJECTS := $(HOST_SHELL_SOURCES:%=$(HOST_BUILD)/shell/%.o)
HOST_SHELL_TESTS := $(filter shell_%,$(HOST_TESTS))
HOST_SHELL_FLAGS := -I. -Ikernel -idirafter user/libc/include

$(HOST_BUILD)/shell/%.cpp.o: %.cpp tests/host/shell.mk
	@mkdir -p $(@D)
	@echo "  compile  $< for the host"
	@$(HOST_CXX) $(HOST_TEST_FLAGS) $(HOST_SHELL_FLAGS) -c $< -o $@

$(HOST_SHELL): $(HOST_SHELL_OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

define host_shell_test
$(1)_BASE := $$(HOST_SHELL_FLAGS)
$(1)_LIBS := $$(HOST_SHELL)
$(HOST_BUILD)/$(1): $$(HOST_SHELL)
endef
$(foreach test,$(HOST_SHELL_TESTS),$(eval $(call host_shell_test,$(test))))

# The fuzzer is made by another compiler, and so is all that it needs.
fuzz_shell_SOURCES := $(addprefix user/bin/sh/,constructs.cpp lexer.cpp memory.cpp parser.cpp text.cpp words.cpp) \
                      tests/host/shell_printer.cpp
fuzz_shell_BASE := $(HOST_SHELL_FLAGS)
fuzz_shell_RUNS := 15000

-include $(HOST_SHELL_OBJECTS:.o=.d)
