// tests/linux/fuzz/entry.cpp: calls of Linux's table, by Linux's way into the kernel.
//
// A row is treated as the one of ours that is like it (user/tests/fuzz_calls/adjust.cpp, rules.cpp); here stands what none of
// ours has.
#include "../../../user/tests/fuzz_calls/entry.h"
#include "../../../user/tests/fuzz_calls/own_folder.h"
#include "abi/linux.h"
#include "abi/linux_rows.h"
#include <signal.h>
#include <sys/mman.h>

extern "C" void ignore_signal(int signal);

namespace {

// --- the table ---

constexpr auto kLikeNone = static_cast<sys::Call>(~0ul);

struct Likeness {
    std::string_view name;
    sys::Call ours;
};
constexpr Likeness kLikenesses[] = {
    {"clone", sys::Call::fork},
    {"exit", sys::Call::thread_exit},
    {"madvise", sys::Call::discard},
    {"mmap", sys::Call::map_file},
    {"nanosleep", sys::Call::sleep},
    {"clock_nanosleep", sys::Call::sleep},
    {"rt_sigaction", sys::Call::sigaction},
    {"reboot", sys::Call::poweroff},
};

constexpr bool is_ours(std::string_view handler) { return handler.starts_with("sys_"); }

// By its handler, if that is ours; by its name, if it has the same.
constexpr sys::Call like(std::string_view name, std::string_view handler) {
    for (const Likeness& each : kLikenesses)
        if (each.name == name) return each.ours;
    const std::string_view wanted = is_ours(handler) ? handler.substr(4) : name;
    for (const ::Row& row : ::kRows)
        if (row.name == wanted) return static_cast<sys::Call>(row.number);
    return kLikeNone;
}

constexpr table::Row row_like(table::Row row, sys::Call ours) {
    row.call = ours;
    return row;
}

// Of a row in the list of all: where it stands there.
enum Place : usize {
#define LINUX(number, name, ...) place_of_##name,
#define ABSENT(number, name)     place_of_##name,
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
};

constexpr table::Row kFuzzed[] = {
#define LINUX(number, name, handler, flags, result, parameters)                                              \
    row_like(table::Maker<result parameters>::row(kLinuxRows[place_of_##name]), like(#name, #handler)),
#define ABSENT(number, name)
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
};
constexpr bool kHandlerIsOurs[] = {
#define LINUX(number, name, handler, ...) is_ours(#handler),
#define ABSENT(number, name)
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
};

bool is_any(std::string_view name, std::span<const std::string_view> names) {
    for (const std::string_view each : names)
        if (each == name) return true;
    return false;
}

// --- arguments ---

// These only look at what a path leads to, or have rules of their own.
constexpr std::string_view kLooking[] = {"chdir",  "execve",     "faccessat", "faccessat2", "newfstatat",
                                         "openat", "readlinkat", "statfs",    "statx"};

// These move as many bytes as they are told, whatever memory there is.
constexpr std::string_view kMoving[] = {"copy_file_range", "fallocate", "sendfile", "splice"};
constexpr usize kMostMoved = 40'000;

constexpr u64 kTerminalRequests[] = {0x5401, 0x5402, 0x5403, 0x5404, 0x540b, 0x540e, 0x540f,
                                     0x5410, 0x5413, 0x5414, 0x541b, 0x5421, 0x5429};

bool is_number(const table::Parameter& parameter) {
    return parameter.kind == table::Kind::number && parameter.size == sizeof(u64);
}

// A child that shares memory with its parent would spoil the stack of it.
void choose_flags_of_clone(Call& call, Random& random) {
    constexpr u64 kWords[] = {0, 0x100000, 0x200000, 0x1000000, 0x1300000, 0x80000};
    constexpr u64 kSharedMemory = 0x100;
    call.arguments[0] = SIGCHLD | kWords[random.below(sizeof kWords / sizeof kWords[0])];
    if (random.below(100) < 15) call.arguments[0] = random.next() & ~kSharedMemory;
    if (random.below(100) < 80) call.arguments[1] = 0; // the same stack
}

template <class T> T* memory_for(const Call& call, usize n, const Memory& memory) {
    const bool is_this = call.row->parameters[n].type == table::type_of<T>;
    const u64 place = call.arguments[n];
    const bool fits = memory.firm_bytes(place) >= sizeof(T) && place % alignof(T) == 0;
    return is_this && fits ? reinterpret_cast<T*>(place) : nullptr; // the fuzzer's own
}

} // namespace

std::span<const table::Row> fuzzed_rows() { return kFuzzed; }

i64 make_call(const Call& call) {
    const u64(&a)[table::kMostParameters] = call.arguments;
    return sys::LinuxEcall::call(call.row->number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

// An error of our row, if our handler answers; else any that there is.
bool is_lawful(const Call& call, i64 answer) {
    if (answer >= 0) return table::is_in_range(*call.row, call.arguments, answer);
    if (!kHandlerIsOurs[call.row - kFuzzed]) return name_in(names_of<Errno>, -answer) != nullptr;
    return ::kRows[static_cast<u64>(call.row->call)].lists(static_cast<Errno>(-answer));
}

i64 fork_without_library() { return sys::LinuxEcall::call(220, SIGCHLD, 0, 0, 0, 0); }

void Maker::adjust_for_entry(Call& call) {
    const table::Row& row = *call.row;
    const std::string_view name = row.name;
    if (name == "clone") choose_flags_of_clone(call, random_);
    if (name == "mmap" && chance(60)) call.arguments[3] |= MAP_ANONYMOUS;
    if (name == "tgkill" && chance(95)) call.arguments[2] = chance(50) ? SIGUSR1 : SIGNONE;
    if (name == "ioctl" && chance(80))
        call.arguments[1] =
            kTerminalRequests[random_.below(sizeof kTerminalRequests / sizeof kTerminalRequests[0])];
    if (!is_any(name, kLooking) && !changes_names(row)) choose_own_paths(call);
    for (usize i = 0; i < row.arity; i++) {
        if (is_any(name, kMoving) && is_number(row.parameters[i])) call.arguments[i] %= kMostMoved;
        if (auto* time = memory_for<LinuxTime>(call, i, all_.memory))
            *time = {0, static_cast<i64>(chance(90) ? random_.below(3'000'000) : random_.next())};
        if (auto* piece = memory_for<LinuxVector>(call, i, all_.memory))
            *piece = {address(), random_.below(9 * kPage)};
        if (auto* action = memory_for<LinuxAction>(call, i, all_.memory))
            *action = {
                chance(70) ? reinterpret_cast<u64>(&ignore_signal) : SIGNAL_IGNORE, // a number to the kernel
                chance(90) ? random_.next() & (SA_RESTART | SA_NODEFER | SA_NOCLDSTOP) : random_.next(),
                random_.next() & ~(1ul << (SIGUSR1 - 1))};
    }
}
