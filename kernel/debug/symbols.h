// debug/symbols.h: the names of the kernel's functions, for backtraces.
#pragma once

#include "abi/integers.h"

// The function that an address of code lies in, and how far from its start. Null if it lies in none, or if
// the kernel was linked with an empty table.
const char* symbol_name(u64 address, u64& offset);
