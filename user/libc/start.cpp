// user/libc/start.cpp: from the initial stack to main, and from main to exit.

#include "abi/integers.h"
#include <stdlib.h>
#include <unistd.h>

namespace {

using Initializer = void (*)(int argument_count, char** arguments, char** environment);

} // namespace

extern "C" {

char** environ;

// Marks of the linker script: the constructors of global objects.
extern const Initializer __preinit_array_start[];
extern const Initializer __preinit_array_end[];
extern const Initializer __init_array_start[];
extern const Initializer __init_array_end[];

// The program's main. C++ does not let main be called by its name, so it has another here.
int program_main(int argument_count, char** arguments, char** environment) asm("main");

[[noreturn]] void start_program(u64* stack);

} // extern "C"

void start_program(u64* stack) {
    const int argument_count = static_cast<int>(stack[0]);
    // The kernel's words are the program's pointers.
    char** const arguments = reinterpret_cast<char**>(stack + 1);
    environ = arguments + argument_count + 1;
    for (const Initializer* each = __preinit_array_start; each != __preinit_array_end; ++each) {
        (*each)(argument_count, arguments, environ);
    }
    for (const Initializer* each = __init_array_start; each != __init_array_end; ++each) {
        (*each)(argument_count, arguments, environ);
    }
    exit(program_main(argument_count, arguments, environ));
}
