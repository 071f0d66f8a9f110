// trap/fault.h: exceptions that a program caused by something other than a system call.
#pragma once

#include "arch/trap_frame.h"

// Brings in memory that the program may use but does not have yet; else ends the program, with a word about why.
// Interrupts are off before and after, and on in between.
void program_fault(TrapFrame& frame);
