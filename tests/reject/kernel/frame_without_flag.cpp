// tests/reject/kernel/frame_without_flag.cpp: only a row that is marked so hands on the frame [3.11].
// expect: too many arguments to function
#include "syscall/handlers.h"

Result<Pid> example(TrapFrame& frame) {
#ifdef RIGHT
    return sys_fork(frame);
#else
    return sys_getpid(frame);
#endif
}
