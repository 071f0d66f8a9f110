// tests/host/fakes/syscall/unknown.h: in place of the kernel's: each test says what becomes of unknown numbers.
#pragma once

#include "arch/trap_frame.h"

void unknown_call(TrapFrame& frame);
