// linux/missing.cpp: the word to the log about calls of Linux that there are not here.
#include "linux/missing.h"
#include "abi/linux_names.h"
#include "debug/log.h"
#include "lib/string.h"
#include "process/process.h"

namespace {

// Which program has asked for which number. When there is no more room, nobody is told of any more.
struct Wish {
    char program[sizeof(Process::name)];
    u64 number;
};
constexpr usize kMost = 256;
constinit Spinlock lock(LockRank::unknown_calls);
constinit Wish wishes[kMost] GUARDED_BY(lock) = {};
constinit usize count GUARDED_BY(lock) = 0;

// All numbers that Linux does not have either are one: a program may ask for any.
constexpr u64 kNoNumber = ~u64{0};

// Whether this is the first time, and there is room.
bool note(const char* program, u64 number) {
    Guard guard(lock);
    for (usize i = 0; i < count; i++)
        if (wishes[i].number == number && strcmp(wishes[i].program, program) == 0) return false;
    if (count == kMost) return false;
    Wish& wish = wishes[count++];
    copy_string(wish.program, program, sizeof(wish.program));
    wish.number = number;
    return true;
}

} // namespace

void tell_of_missing_call(const TrapFrame& frame) {
    const u64 number = frame.linux_call_number();
    const char* name = linux_call_name(number);
    const Process& process = current_process();
    if (!note(process.name, name ? number : kNoNumber)) return;
    log("%s (pid %d) asks for call %ld of Linux (%s), which is not there: pc 0x%lx\n", process.name,
        process.pid.number(), static_cast<i64>(number), name ? name : "unknown there too", frame.epc - 4);
}
