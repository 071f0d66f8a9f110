// linux/dispatch.h: the switch for programs that were made for Linux.
#pragma once

#include "arch/trap_frame.h"

// Runs the call whose number and arguments the frame holds, Linux's way: a7, and a0 to a5. The result is in a0.
void linux_dispatch(TrapFrame& frame);
