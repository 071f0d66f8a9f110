// linux/control_calls.cpp: prctl: what a process can say about itself.
#include "lib/string.h"
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

// Numbers of Linux (its include/uapi/linux/prctl.h).
enum Control : int { get_dumpable = 3, set_dumpable = 4, set_name = 15, get_name = 16 };

constexpr usize kNameSize = 16; // with the zero byte

// Until its end, or the end of the program's memory, which is not looked at beyond that.
Result<void> copy_name(char* name, Out<char> from) {
    for (usize i = 0; i < kNameSize - 1; i++) {
        TRY(copy_in(*current_process().space, name[i], In<char>(from.address() + i)));
        if (!name[i]) break;
    }
    return {};
}

// Threads have no names of their own: the process has that of its first thread, as on Linux.
Result<void> change_name(Out<char> from) {
    char name[kNameSize] = {};
    TRY(copy_name(name, from));
    Process& process = current_process();
    if (current_thread()->tid.number() != process.pid.number()) return {};
    Guard guard(process_tree);
    copy_string(process.name, name, sizeof(process.name));
    return {};
}

Result<void> tell_name(Out<char> to) {
    char name[kNameSize] = {};
    Process& process = current_process();
    {
        Guard guard(process_tree);
        copy_string(name, process.name, sizeof(name));
    }
    return copy_out_bytes(*process.space, VirtAddr(to.address()), name, sizeof(name));
}

} // namespace

// Nothing is ever dumped, whatever is said about that.
Result<int> linux_prctl(int control, Out<char> argument) {
    switch (control) {
    case get_dumpable: return 1;
    case set_dumpable: return argument.address() <= 1 ? Result<int>(0) : Errno::inval;
    case set_name: TRY(change_name(argument)); return 0;
    case get_name: TRY(tell_name(argument)); return 0;
    default: return Errno::inval;
    }
}
