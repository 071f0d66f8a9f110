// tests/host/mock_kernel.cpp: what user/lessons/typed_calls.cpp calls on this machine instead of an ecall: the kernel's switch.
#include "syscall/dispatch.h"
#include <syscalls.h>

void unknown_call(TrapFrame& frame) { frame.a[0] = static_cast<u64>(Result<void>(Errno::nosys).raw()); }

i64 sys::mock_kernel(const u64 (&a)[8]) {
    TrapFrame frame{};
    for (int i = 0; i < 8; i++) frame.a[i] = a[i];
    dispatch(frame);
    return static_cast<i64>(frame.a[0]);
}
