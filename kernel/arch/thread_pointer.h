// arch/thread_pointer.h: the register that says which thread runs on this hart.
#pragma once

struct ThreadBase;

// tp, as long as the kernel runs (trap/vector.S). As a variable that lives in a register it costs nothing to look at; what
// the compiler offers instead (__builtin_thread_pointer) is copied to another register, which every system call would save.
register ThreadBase* thread_in_tp asm("tp");
