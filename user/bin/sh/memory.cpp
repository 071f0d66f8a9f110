// user/bin/sh/memory.cpp: memory from malloc, or the end of the shell.
#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace shell {

void* allocate(usize bytes) {
    void* memory = malloc(bytes);
    if (!memory) out_of_memory();
    return memory;
}

void* reallocate(void* memory, usize bytes) {
    void* moved = realloc(memory, bytes);
    if (!moved) out_of_memory();
    return moved;
}

void release(void* memory) { free(memory); }

void out_of_memory() {
    const char message[] = "sh: out of memory\n";
    if (write(STDERR_FILENO, message, sizeof message - 1) < 0) _exit(3);
    _exit(2);
}

} // namespace shell
