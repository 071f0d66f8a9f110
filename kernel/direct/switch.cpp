// direct/switch.cpp: a switch keeps the floating-point registers too, when a program is linked with the kernel.
//
// Between traps, they are the program's, which is code of the kernel now: no way out of the kernel brings them back.
#include "arch/context.h"

extern "C" {

// The linker gives these names to the callers' switch_context and to the one in arch/context.S (--wrap).
void __real_switch_context(Context* from, const Context* to);

void __wrap_switch_context(Context* from, const Context* to) {
    FloatingPoint registers;
    save_floating_point(&registers);
    __real_switch_context(from, to);
    load_floating_point(&registers);
}

} // extern "C"
