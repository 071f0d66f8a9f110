// syscall/dispatch.h: from the number of a system call to its handler.
#pragma once

#include "arch/trap_frame.h"

// Runs the call whose number and arguments the frame holds; a value, or -errno.
i64 dispatch(TrapFrame& frame);

// What a number in no row answers, after a word to the log.
i64 unknown_call(const TrapFrame& frame);
