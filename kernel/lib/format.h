// lib/format.h: printf's formats, as far as the kernel needs them.
//
// %d %i %u %x %X %o %c %s %p %%, with the lengths l, ll, z, h and hh, a width, a precision for %s, and the
// flags 0 and -. A null %s prints (null). The compiler checks the arguments wherever the format attribute
// stands.
#pragma once

#include "abi/integers.h"
#include <cstdarg>

// Writes at most size bytes, the last of them zero; the length that the whole text has (as snprintf does).
int format(char* to, usize size, const char* text, ...) __attribute__((format(printf, 3, 4)));
int format_list(char* to, usize size, const char* text, va_list arguments)
    __attribute__((format(printf, 3, 0)));
