// debug/backtrace.h: who called whom, with the names of functions.
#pragma once

#include "debug/unwind.h"

struct TrapFrame;

// Prints who called this place, and so on, each as name+offset, one a line. It follows traps from the kernel to the
// interrupted code, and ends at a program. It believes no pointer that does not point into memory.
void print_backtrace(Activation activation);

// Prints the registers of interrupted code, with names for code addresses.
void print_registers(const TrapFrame& frame);

// Prints an address of code as name+offset, without a newline.
void print_code_address(u64 address);
