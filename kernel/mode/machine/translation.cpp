// mode/machine/translation.cpp: a machine-mode kernel runs untranslated: satp is for programs only.
#include "mode/translation.h"
#include "arch/platform.h"

namespace translation {

PhysAddr initialise(PhysAddr free) { return free; }

u64 kernel_satp() { return 0; }

void add_kernel(Pte*) {}

u8* stack_at(PhysAddr stack) { return reinterpret_cast<u8*>(stack.value()); } // addresses are physical

bool is_readable(u64 address) {
    const u64 start = platform.memory.value();
    return address >= start && address - start < platform.memory_size;
}

} // namespace translation
