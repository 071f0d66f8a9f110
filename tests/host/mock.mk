# tests/host/mock.mk: builds a lesson for this machine: its wrappers call the kernel's switch, and that the handlers here.

HOST_MOCK_PROGRAM := $(HOST_BUILD)/typed_calls
HOST_MOCK_OBJECTS := $(patsubst %,$(HOST_BUILD)/mock.objects/%.o, \
    user/lessons/typed_calls.cpp tests/host/mock_kernel.cpp kernel/syscall/stubs.cpp tests/host/mock_handlers.cpp)

# The program and the switch know nothing of this machine; the handlers do.
HOST_MOCK_INCLUDES := -Itests/host/fakes -Ikernel
$(HOST_BUILD)/mock.objects/tests/host/mock_handlers.cpp.o: HOST_MOCK_INCLUDES := $(HOST_KERNEL_FLAGS) -include tests/host/prelude.h

$(HOST_BUILD)/mock.objects/%.o: % tests/host/mock.mk
	@mkdir -p $(@D)
	@echo "  compile  $< for the host"
	@$(HOST_CXX) $(HOST_TEST_FLAGS) $(HOST_MOCK_INCLUDES) $(HOST_MOCK_FLAGS) -c $< -o $@

$(HOST_MOCK_PROGRAM): $(HOST_MOCK_OBJECTS)
	@echo "  link     $@"
	@$(HOST_CXX) $(HOST_TEST_FLAGS) $^ -o $@

-include $(HOST_MOCK_OBJECTS:.o=.d)
