// linux/system_calls.cpp: Linux's calls about the whole system, where they are not ours.
#include "file/device_file.h"
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

constexpr LinuxName kName = {"Linux", "stile", "6.1.0", "Stile", "riscv64", "(none)"};

} // namespace

// A program may compare the release with the oldest that it can work with.
Result<void> linux_uname(Out<LinuxName> name) { return copy_out(user_space(), name, kName); }

// It never waits for better numbers: there are none.
Result<usize> linux_getrandom(Out<char> bytes, usize count, u32) {
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSink sink(user_space(), bytes.address(), count);
    return read_random(sink);
}
