// linux/system_calls.cpp: Linux's calls about the whole system, where they are not ours.
#include "arch/time.h"
#include "debug/log.h"
#include "file/device_file.h"
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"
#include "process/system.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

constexpr LinuxName kName = {"Linux", "stile", "6.1.0", "Stile", "riscv64", "(none)"};

// Numbers of Linux (its include/uapi/linux/reboot.h).
constexpr u32 kMagic = 0xfee1dead;
constexpr u32 kMagicToo[] = {672274793, 85072278, 369367448, 537993216};
constexpr u32 kKeysRestart = 0x89abcdef; // Ctrl-Alt-Delete, which no serial line has,
constexpr u32 kKeysSignal = 0;           // would do this or that
constexpr u32 kRestart = 0x01234567;
constexpr u32 kHalt = 0xcdef0123;
constexpr u32 kPowerOff = 0x4321fedc;

bool is_magic(u32 first, u32 second) {
    if (first != kMagic) return false;
    for (const u32 number : kMagicToo)
        if (second == number) return true;
    return false;
}

} // namespace

// A program may compare the release with the oldest that it can work with.
Result<void> linux_uname(Out<LinuxName> name) { return copy_out(user_space(), name, kName); }

// It never waits for better numbers: there are none.
Result<usize> linux_getrandom(Out<char> bytes, usize count, u32) {
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSink sink(user_space(), bytes.address(), count);
    return read_random(sink);
}

// It has one name.
Result<void> linux_set_name() { return Errno::perm; }

Result<void> linux_sysinfo(Out<LinuxSystem> answer) {
    const SystemInfo info = system_info();
    LinuxSystem system{};
    system.uptime = static_cast<i64>(info.uptime / kNanosecondsPerSecond);
    system.totalram = info.total_pages;
    system.freeram = info.free_pages;
    system.procs = static_cast<u16>(info.threads);
    system.mem_unit = kPageSize;
    return copy_out(user_space(), answer, system);
}

// The log is only read; what else Linux does with it here does nothing.
Result<usize> linux_syslog(int action, Out<char> text, int size) {
    constexpr int kRead = 2;
    constexpr int kReadAll = 3;
    constexpr int kReadAndClear = 4;
    constexpr int kTellSize = 10;
    if (action < 0 || action > kTellSize) return Errno::inval;
    if (action == kTellSize) return kLogCapacity;
    if (action != kRead && action != kReadAll && action != kReadAndClear) return 0;
    return size < 0 ? Result<usize>(Errno::inval) : sys_kernel_log(text, static_cast<usize>(size));
}

// Whoever stops the machine leaves the emulator.
Result<void> linux_reboot(u32 magic, u32 magic_too, u32 command) {
    if (!is_magic(magic, magic_too)) return Errno::inval;
    switch (command) {
    case kKeysRestart:
    case kKeysSignal: return {};
    case kRestart:
    case kHalt:
    case kPowerOff: (void)sys_poweroff(0); return {};
    default: return Errno::inval;
    }
}
