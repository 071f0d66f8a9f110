// linux/dispatch.cpp: the switch for programs that were made for Linux: from the number in a7 to a handler.
//
// Each row of abi/linux.def becomes one case, most of which lead to the same handlers as those of syscall/dispatch.h:
//
//   case 64: return answer(frame, sys_write(frame.arg(0), frame.arg(1), frame.arg(2)).raw());
#include "linux/dispatch.h"
#include "linux/handlers.h"
#include "linux/missing.h"

// What the switch passes for a row's parameters: see syscall/arguments.h, where they begin at a1.
#define LINUX_ARGUMENTS(flags, parameters) JOIN(PASS_, FIRST_FLAG flags)(JOIN(FROM_A0_, ARITY parameters))

#define FROM_A0_0
#define FROM_A0_1 frame.arg(0)
#define FROM_A0_2 FROM_A0_1, frame.arg(1)
#define FROM_A0_3 FROM_A0_2, frame.arg(2)
#define FROM_A0_4 FROM_A0_3, frame.arg(3)
#define FROM_A0_5 FROM_A0_4, frame.arg(4)
#define FROM_A0_6 FROM_A0_5, frame.arg(5)

namespace {

void answer(TrapFrame& frame, i64 result) { frame.a[0] = static_cast<u64>(result); }

} // namespace

void linux_dispatch(TrapFrame& frame) {
    switch (frame.linux_call_number()) {
#define LINUX(number, name, handler, flags, result, parameters)                                              \
    case number:                                                                                             \
        return answer(frame, handler LINUX_ARGUMENTS(flags, parameters).raw());
#define ABSENT(number, name)                                                                                 \
    case number:                                                                                             \
        return answer(frame, Result<void>(Errno::nosys).raw());
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
    default: tell_of_missing_call(frame); return answer(frame, Result<void>(Errno::nosys).raw());
    }
}
