// linux/missing.h: calls of Linux that there are not here.
#pragma once

#include "arch/trap_frame.h"

// A word to the log, the first time that this program asks for this number.
void tell_of_missing_call(const TrapFrame& frame);
