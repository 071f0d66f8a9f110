// user/tests/exec_failures.cpp: execve that fails says why, and the old program goes on unharmed.
#include "child.h"
#include "heap_pages.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <string.h>

namespace {

constexpr const char* kTrue = "/bin/true";
constexpr const char* kNoProgram = "/tmp/no-program"; // it may be run, and says nothing that could be run
constexpr usize kLimit = ARGUMENT_BYTES_MAX;          // strings, their zero bytes, and pointers

char big[kLimit + 4096];
u64 list[kLimit / sizeof(u64)];

// Tries arguments and environment that may only just be too much.
i64 execute(In<Str> arguments, In<Str> environment = nullptr) {
    return sys::execve.raw(kTrue, arguments, environment);
}

// One argument with so many bytes, the zero byte included, in a child: it succeeds or answers an error.
i64 with_one_argument_of(usize bytes) {
    const auto ending = child::run([bytes] {
        memset(big, 'a', bytes - 1);
        big[bytes - 1] = 0;
        const Str arguments[] = {Str(big), Str(u64{0})};
        return static_cast<int>(-execute(arguments));
    });
    return WIFEXITED(ending.status) ? -WEXITSTATUS(ending.status) : 1;
}

void too_much() {
    tap::All all("too many or too long arguments: E2BIG; the limit is for all together [0.9]");
    all.equal(with_one_argument_of(kLimit / 2), 0, "one of half the limit");
    all.equal(with_one_argument_of(kLimit - 64), 0, "one of almost the limit");
    all.fails(with_one_argument_of(kLimit), Errno::toobig, "one of the limit: its pointer needs room, too");
    all.fails(with_one_argument_of(kLimit + 1), Errno::toobig, "one of more than the limit");

    memset(big, 'b', sizeof big); // without an end, as far as the kernel will look
    const Str endless[] = {Str(big), Str(u64{0})};
    all.fails(execute(endless), Errno::toobig, "a string that does not end");

    for (u64& each : list) each = reinterpret_cast<u64>("");
    all.fails(execute(In<Str>(reinterpret_cast<u64>(list))), Errno::toobig,
              "a list that is longer than the limit");
    const Str half[] = {Str(big + kLimit / 2), Str(u64{0})};
    big[sizeof big - 1 - 4096] = 0; // half of the limit from there
    all.fails(execute(half, half), Errno::toobig,
              "half of the limit as an argument, and half as environment");
}

void bad_lists() {
    tap::All all("lists and strings in bad places: EFAULT [0.8] [0.9]");
    const HeapPages heap(1);
    Str* last = reinterpret_cast<Str*>(heap.end() - sizeof(Str)); // heap that was asked for
    last[0] = Str("x");
    all.fails(execute(In<Str>(heap.end() - sizeof(Str))), Errno::fault, "a list that runs into a hole");
    all.fails(execute(nullptr, In<Str>(heap.end() - sizeof(Str))), Errno::fault, "an environment that does");
    memcpy(heap.end_bytes() - 3, "abc", 3);
    const Str text[] = {Str("true"), Str(heap.end() - 3), Str(u64{0})};
    all.fails(execute(text), Errno::fault, "a string that runs into a hole");
    for (const u64 bad : {8ul, 0x8000'0000ul, 1ul << 63, ~0ul, ~7ul}) {
        const Str arguments[] = {Str("true"), Str(bad), Str(u64{0})};
        all.fails(execute(arguments), Errno::fault, tap::words("an argument at 0x%lx", bad).text);
        all.fails(execute(nullptr, arguments), Errno::fault, tap::words("a variable at 0x%lx", bad).text);
        all.fails(execute(In<Str>(bad)), Errno::fault, tap::words("a list at 0x%lx", bad).text);
        all.fails(sys::execve(Str(bad), nullptr, nullptr), Errno::fault,
                  tap::words("a path at 0x%lx", bad).text);
    }
    // The list may be at any address.
    char unaligned[40] = {};
    const u64 string = reinterpret_cast<u64>("true");
    memcpy(unaligned + 3, &string, sizeof string);
    const auto ending =
        child::run([&] { return static_cast<int>(execute(In<Str>(reinterpret_cast<u64>(unaligned + 3)))); });
    all.equal(ending, child::exits(0), "a list at an odd address");
}

void make_no_program() {
    const int fd = open(kNoProgram, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    const char text[] = "echo this is neither ELF nor a script\n";
    tap::ok(write(fd, text, sizeof text - 1) == sizeof text - 1, "there is a file that is no program");
    close(fd);
}

void no_program() {
    tap::All all("what is no program is refused, each for its own reason [0.9]");
    struct {
        const char* path;
        Errno error;
    } const kinds[] = {
        {"", Errno::noent},          {"/none", Errno::noent},       {"/none/none", Errno::noent},
        {"/", Errno::isdir},         {"/bin", Errno::isdir},        {"/bin/", Errno::isdir},
        {".", Errno::isdir},         {"/dev/null", Errno::acces},   {"/dev/console", Errno::acces},
        {"/dev/zero", Errno::acces}, {"/bin/true/", Errno::notdir}, {"/bin/true/x", Errno::notdir},
        {"/etc/motd", Errno::acces}, {kNoProgram, Errno::noexec},
    };
    for (const auto& kind : kinds) all.fails(sys::execve(kind.path, nullptr, nullptr), kind.error, kind.path);
}

// Many failures in a row, and then a success, in the same process.
void intact() {
    static char data[3 * HeapPages::kPage];
    const auto ending = child::run([] {
        const HeapPages heap(3);
        memset(data, 'd', sizeof data);
        memset(heap.bytes(), 'h', 3 * HeapPages::kPage);
        const int kept = open("/bin/sh", O_RDONLY);
        const int closing = open("/bin/sh", O_RDONLY | O_CLOEXEC);
        lseek(kept, 5, SEEK_SET);
        const pid_t pid = getpid();
        for (int i = 0; i < 50; i++) {
            if (sys::execve(kNoProgram, nullptr, nullptr)) return 1;
            if (sys::execve("/none", nullptr, nullptr)) return 2;
            if (execute(In<Str>(8)) != -EFAULT) return 3;
        }
        for (const char byte : data)
            if (byte != 'd') return 4;
        for (usize i = 0; i < 3 * HeapPages::kPage; i++)
            if (heap.bytes()[i] != 'h') return 5;
        if (lseek(kept, 0, SEEK_CUR) != 5 || lseek(closing, 0, SEEK_CUR) != 0 || getpid() != pid) return 6;
        const ProcessInfo* self = child::find_process(pid);
        if (!self || strcmp(self->name, "exec_failures") != 0) return 7;
        return static_cast<int>(execute(nullptr));
    });
    tap::equal(ending, child::exits(0), "after 150 failures the program is as it was, and then execve works");
}

} // namespace

int main() {
    leaks::Watch watch;
    make_no_program();
    too_much();
    bad_lists();
    no_program();
    intact();
    unlink(kNoProgram);
    watch.ok("nothing is left behind");
    return tap::done();
}
