# tests/limit/limit.mk: builds the program that measures the limit; it is the same whatever the kernel is built for.

LIMIT := build/limit/limit.elf
LIMIT_OBJECTS := build/limit/limit.S.o build/limit/limit.cpp.o
LIMIT_FLAGS := -O2 -g $(WARNINGS) -ffreestanding -fno-pie -fno-stack-protector -fomit-frame-pointer -mcmodel=medany \
    -march=rv64imac_zicsr_zifencei -mabi=lp64 -isystem build/compat -MMD -MP

build/limit/%.S.o: tests/limit/%.S tests/limit/limit.mk
	@mkdir -p $(@D)
	@echo "  assemble $<"
	@$(CC) $(LIMIT_FLAGS) -c $< -o $@

build/limit/%.cpp.o: tests/limit/%.cpp tests/limit/limit.mk | $(COMPAT)
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(CXX) $(LIMIT_FLAGS) $(CXXONLY) -c $< -o $@

$(LIMIT): $(LIMIT_OBJECTS) tests/limit/limit.ld
	@echo "  link     $@"
	@$(CXX) $(LIMIT_FLAGS) $(LDFLAGS) -Wl,-T,tests/limit/limit.ld $(LIMIT_OBJECTS) -o $@

-include $(LIMIT_OBJECTS:.o=.d)
