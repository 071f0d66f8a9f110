// user/tests/bad_pointers.cpp: every call that takes an address, with every kind of bad one.
#include "child.h"
#include "heap_pages.h"
#include "tap.h"
#include <fcntl.h>
#include <span>

namespace {

struct Address {
    const char* what;
    u64 value;
};

// Nowhere is there even one byte of this program.
Address unmapped[] = {
    {"null", 0},
    {"the first page", 8},
    {"the end of the first page", 0xfff},
    {"the test device, which turns the machine off", 0x10'0000},
    {"a device", 0}, // filled in by main
    {"the kernel", 0x8000'0000},
    {"the kernel's memory", 0x8200'0000},
    {"just after the heap", 0},      // likewise
    {"heap that was given back", 0}, // likewise
    {"the last byte of user space", 0x3f'ffff'ffff},
    {"the end of user space", 0x40'0000'0000},
    {"not canonical: 2^39", 1ul << 39},
    {"not canonical: 2^47", 1ul << 47},
    {"the upper half", 0xffff'ffc0'0000'0000},
    {"2^63", 1ul << 63},
    {"-4096", ~4095ul},
    {"-8, where the end wraps around", ~7ul},
    {"-1", ~0ul},
};

constexpr int kConstant = 42;

// Memory of this program that may be read but not written.
const Address kReadOnly[] = {
    {"the program's code", reinterpret_cast<u64>(&tap::done)},
    {"a constant", reinterpret_cast<u64>(&kConstant)},
};

int console, zero, root, program, reader, writer, zombie;

u64 number(int fd) { return static_cast<u64>(fd); }
u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); }

i64 call(sys::Call name, u64 first, u64 second = 0, u64 third = 0, u64 fourth = 0) {
    return sys::raw_syscall(static_cast<u64>(name), first, second, third, fourth);
}

i64 execute_with(u64 path, u64 arguments, u64 environment) {
    return call(sys::Call::execve, path, arguments, environment);
}

struct Row {
    const char* what;
    i64 (*call)(u64 address);
    bool null_means_nothing; // then null is not an error
};

using sys::Call;

// The kernel reads what is there.
constexpr Row kInputs[] = {
    {"write to a pipe", [](u64 at) { return call(Call::write, number(writer), at, 16); }, false},
    {"write of one byte", [](u64 at) { return call(Call::write, number(writer), at, 1); }, false},
    {"write to the console", [](u64 at) { return call(Call::write, number(console), at, 16); }, false},
    {"openat", [](u64 at) { return call(Call::openat, number(AT_FDCWD), at, O_RDONLY); }, false},
    {"fstatat's path",
     [](u64 at) {
         Stat answer;
         return call(Call::fstatat, number(root), at, address_of(&answer), 0);
     },
     false},
    {"chdir", [](u64 at) { return call(Call::chdir, at); }, false},
    {"open", [](u64 at) { return call(Call::open, at, O_RDONLY); }, false},
    {"weigh_spilled", [](u64 at) { return call(Call::weigh_spilled, at); }, false},
    {"execve's path", [](u64 at) { return execute_with(at, 0, 0); }, false},
    {"execve's arguments", [](u64 at) { return execute_with(address_of("/bin/true"), at, 0); }, true},
    {"execve's environment", [](u64 at) { return execute_with(address_of("/bin/true"), 0, at); }, true},
    {"one of execve's arguments",
     [](u64 at) {
         const u64 list[] = {address_of("true"), at, 0};
         return execute_with(address_of("/bin/true"), address_of(list), 0);
     },
     true},
    {"one of execve's environment",
     [](u64 at) {
         const u64 list[] = {at, 0};
         return execute_with(address_of("/bin/true"), 0, address_of(list));
     },
     true},
};

// The kernel writes there.
constexpr Row kOutputs[] = {
    {"read from a pipe", [](u64 at) { return call(Call::read, number(reader), at, 16); }, false},
    {"read from /dev/zero", [](u64 at) { return call(Call::read, number(zero), at, 16); }, false},
    {"read from a file", [](u64 at) { return call(Call::read, number(program), at, 16); }, false},
    {"pipe2", [](u64 at) { return call(Call::pipe2, at, 0); }, false},
    {"fstat", [](u64 at) { return call(Call::fstat, number(program), at); }, false},
    {"fstatat", [](u64 at) { return call(Call::fstatat, number(root), address_of("bin"), at, 0); }, false},
    {"getdents", [](u64 at) { return call(Call::getdents, number(root), at, 4096); }, false},
    {"getcwd", [](u64 at) { return call(Call::getcwd, at, 4096); }, false},
    {"waitpid", [](u64 at) { return call(Call::waitpid, number(zombie), at, 0); }, true},
    {"process_list", [](u64 at) { return call(Call::process_list, at, 2); }, false},
    {"system_info", [](u64 at) { return call(Call::system_info, at); }, false},
    {"thread_list", [](u64 at) { return call(Call::thread_list, at, 2); }, false},
    {"memory_list", [](u64 at) { return call(Call::memory_list, 0, at, 2); }, false},
    {"kernel_log", [](u64 at) { return call(Call::kernel_log, at, 64); }, false},
};

void try_addresses(const Row& row, std::span<const Address> addresses, const char* kind) {
    tap::All all(tap::words("%s: EFAULT for memory that %s [0.7] [0.8]", row.what, kind).text);
    for (const Address& address : addresses) {
        if (address.value == 0 && row.null_means_nothing) continue;
        all.fails(row.call(address.value), Errno::fault, address.what);
    }
}

// An object or a string of which only the first bytes are the program's.
void run_off_the_end() {
    HeapPages pages(1);
    memset(pages.bytes(), 'a', HeapPages::kPage);
    chdir("/bin"); // so that getcwd has more to say than fits there
    {
        tap::All all("structures that begin in the last bytes before a hole: EFAULT [0.8]");
        for (const Row& row : kOutputs) {
            for (const u64 inside : {1, 3}) {
                const i64 answer = row.call(pages.end() - inside);
                // Bytes may be given as far as there is room for them; entries and structures may not.
                const bool partly = answer == static_cast<i64>(inside) && strncmp(row.what, "read", 4) == 0;
                all.check(answer == -EFAULT || partly, "%s: got %s", row.what,
                          tap::result_in_words(answer).text);
            }
        }
    }
    tap::All all("strings and lists that run into a hole: EFAULT [0.8]");
    for (const Row& row : kInputs) {
        if (strncmp(row.what, "write", 5) == 0) continue;
        const bool is_list =
            strcmp(row.what, "execve's arguments") == 0 || strcmp(row.what, "execve's environment") == 0;
        if (is_list) {
            for (u64* at = reinterpret_cast<u64*>(pages.start()); at < reinterpret_cast<u64*>(pages.end());
                 at++)
                *at = address_of("x"); // a list of strings whose end is missing
        } else
            memset(pages.bytes(), 'a', HeapPages::kPage);
        for (const u64 inside : {8, 16, 56})
            all.fails(row.call(pages.end() - inside), Errno::fault, row.what);
    }
}

// Of a write that is partly bad, the good part may be written, and the answer says how much that was.
void partly_bad_transfers() {
    HeapPages pages(1);
    memset(pages.bytes(), 'b', HeapPages::kPage);
    tap::All all(
        "a transfer that is partly bad tells how much was moved, or EFAULT: never success for nothing [0.8]");
    for (const u64 good : {1, 10, 100, 4000}) {
        char got[4096];
        PipeEnds ends;
        (void)sys::pipe2(&ends, OpenFlags{});
        const i64 written = call(Call::write, number(ends.write_end), pages.end() - good, good + 50);
        all.check(written == -EFAULT || (written > 0 && written <= static_cast<i64>(good)),
                  "write of %lu good bytes and 50 bad ones: got %s", good,
                  tap::result_in_words(written).text);
        close(ends.write_end);
        const i64 arrived = read(ends.read_end, got, sizeof got);
        all.equal(arrived, written < 0 ? 0 : written, "what arrived");
        close(ends.read_end);

        const i64 zeros = call(Call::read, number(zero), pages.end() - good, good + 50);
        all.check(zeros == -EFAULT || (zeros > 0 && zeros <= static_cast<i64>(good)),
                  "read of %lu good bytes and 50 bad ones: got %s", good, tap::result_in_words(zeros).text);
        const usize moved = zeros > 0 ? static_cast<usize>(zeros) : 0;
        for (usize i = 0; i < moved; i++) all.equal(pages.end_bytes()[i - good], 0, "a byte that was read");
        memset(pages.bytes(), 'b', HeapPages::kPage);
    }
}

// A length of -1, or one whose end wraps around.
void absurd_lengths() {
    static char buffer[64];
    tap::All all(
        "lengths of -1 and others beyond all memory: EINVAL or EFAULT, and nothing is transferred [0.8]");
    for (const u64 length :
         {~0ul, 1ul << 63, ~0ul - address_of(buffer) + 1, ~0ul - address_of(buffer) + 64}) {
        PipeEnds ends;
        (void)sys::pipe2(&ends, OpenFlags{});
        const auto wrote = child::run_within(
            child::kLong, [&] { // a write that takes -1 for a number of bytes waits for ever
                const i64 answer = call(Call::write, number(ends.write_end), address_of(buffer), length);
                return answer == -EINVAL || answer == -EFAULT ? 0 : 1;
            });
        all.equal(wrote, child::exits(0), tap::words("write of 0x%lx bytes to a pipe", length).text);
        char byte;
        close(ends.write_end);
        all.equal(read(ends.read_end, &byte, 1), 0, "what is in the pipe then");
        close(ends.read_end);

        const i64 zero_answer = call(Call::write, number(zero), address_of(buffer), length);
        all.check(zero_answer == -EINVAL || zero_answer == -EFAULT,
                  "write of 0x%lx bytes to /dev/zero: got %s", length,
                  tap::result_in_words(zero_answer).text);
        const i64 listed = call(Call::process_list, address_of(buffer), length);
        all.check(listed == -EINVAL || listed == -EFAULT, "process_list of 0x%lx entries: got %s", length,
                  tap::result_in_words(listed).text);
    }
}

void nothing_was_lost() {
    char got[200];
    tap::equal(read(reader, got, sizeof got), 100,
               "reads with bad addresses left every byte in the pipe [0.8]");
    int status = 0;
    tap::equal(waitpid(zombie, &status, 0), zombie, "waits with bad addresses did not lose the child [0.8]");
    tap::equal(child::Ending{status}, child::exits(42), "nor how it ended");
    const int next = dup(0);
    tap::equal(next, writer + 1, "pipe2 with bad addresses left no descriptor behind [0.8]");
    char directory[16] = {};
    tap::ok(getcwd(directory, sizeof directory) && strcmp(directory, "/") == 0,
            "chdir with bad addresses changed nothing");
}

void fill_in(const char* what, u64 value) {
    for (Address& address : unmapped)
        if (strcmp(address.what, what) == 0) address.value = value;
}

} // namespace

int main() {
    chdir("/");
    console = open("/dev/console", O_WRONLY);
    zero = open("/dev/zero", O_RDWR);
    root = open("/", O_RDONLY | O_DIRECTORY);
    program = open("/bin/sh", O_RDONLY);
    int ends[2];
    if (console < 0 || zero < 0 || root < 0 || program < 0 || pipe2(ends, 0) != 0)
        tap::bail_out("cannot open all files");
    reader = ends[0];
    writer = ends[1];
    zombie = child::start([] { return 42; });

    HeapPages freed(3);
    memset(freed.bytes(), 1, 3 * HeapPages::kPage);
    const u64 inside_of_freed = freed.start() + HeapPages::kPage;
    freed.give_back();
    fill_in("just after the heap", freed.start());
    fill_in("heap that was given back", inside_of_freed);
    // The serial port or the interrupt controller: whichever address is not near those of this program.
    const u64 here = address_of(reinterpret_cast<const void*>(&fill_in));
    fill_in("a device", here >> 26 == 0x1000'0000 >> 26 ? 0x0c00'0000 : 0x1000'0000);

    char hundred[100];
    memset(hundred, 'h', sizeof hundred);
    for (const Row& row : kInputs) try_addresses(row, unmapped, "is not the program's");
    if (write(writer, hundred, sizeof hundred) != sizeof hundred) tap::bail_out("cannot fill the pipe");
    for (const Row& row : kOutputs) try_addresses(row, unmapped, "is not the program's");
    for (const Row& row : kOutputs) try_addresses(row, kReadOnly, "may only be read");
    nothing_was_lost();

    zombie = child::start([] { return 0; });
    (void)write(writer, hundred, sizeof hundred);
    run_off_the_end();
    partly_bad_transfers();
    absurd_lengths();
    return tap::done();
}
