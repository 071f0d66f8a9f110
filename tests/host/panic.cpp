// tests/host/panic.cpp: on the host a panic says why and aborts, so that a death test can see it.
#include "lib/assert.h"

void panic(const char* text, ...) {
    va_list arguments;
    va_start(arguments, text);
    std::vfprintf(stderr, text, arguments);
    va_end(arguments);
    std::abort();
}
