// user/tests/no_memory.cpp: when memory ends: ENOMEM, the end of one program, and all is as before.
//
// What has to go on while there is no memory works in a child that holds all of it, and touches nothing new meanwhile.
#include "child.h"
#include "hog.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <string.h>

namespace {

using sys::Call;

i64 call(Call name, u64 first = 0, u64 second = 0, u64 third = 0, u64 fourth = 0) {
    return sys::raw_syscall(static_cast<u64>(name), first, second, third, fourth);
}
u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); }

// What the attempts work with: all of it there before memory ends.
char buffer[8192];
u64 root, zero, reader, writer, program, file, console;

// Only a kernel that was built with DEBUG=1 writes to this list.
i64 list_locks(u64 lazy) { return call(Call::lock_list) == 0 ? -ENOMEM : call(Call::lock_list, lazy, 1); }

// A descriptor that needs more room than the table has; some may still be there.
i64 need_room(i64 (*attempt)(u64 number)) {
    i64 answer = 0;
    for (u64 number = 64; number < OPEN_FILES_MAX && answer >= 0; number += 64) answer = attempt(number);
    return answer;
}

// The lowest one is free no more when it comes to that: to be tried last.
i64 use_up_room(u64) {
    i64 answer = 0;
    while (answer >= 0) answer = call(Call::dup, zero);
    return answer;
}

struct Case {
    const char* what;
    i64 (*attempt)(u64 lazy);
};

constexpr Case kCases[] = {
    {"fork", [](u64) { return call(Call::fork); }},
    {"write from lazy memory", [](u64 lazy) { return call(Call::write, writer, lazy, 8); }},
    {"read into lazy memory", [](u64 lazy) { return call(Call::read, zero, lazy, 8); }},
    {"pread into lazy memory", [](u64 lazy) { return call(Call::pread, program, lazy, 8); }},
    {"pwrite from lazy memory", [](u64 lazy) { return call(Call::pwrite, file, lazy, 8); }},
    {"openat", [](u64) { return call(Call::openat, static_cast<u64>(AT_FDCWD), address_of("/dev/null")); }},
    {"open", [](u64) { return call(Call::open, address_of("/dev/null")); }},
    {"dup3", [](u64) { return need_room([](u64 to) { return call(Call::dup3, zero, to); }); }},
    {"fcntl, F_DUPFD",
     [](u64) { return need_room([](u64 from) { return call(Call::fcntl, zero, F_DUPFD, from); }); }},
    {"pipe2", [](u64) { return call(Call::pipe2, address_of(buffer)); }},
    {"fstat into lazy memory", [](u64 lazy) { return call(Call::fstat, root, lazy); }},
    {"fstatat", [](u64) { return call(Call::fstatat, root, address_of("bin"), address_of(buffer)); }},
    {"getdents into lazy memory", [](u64 lazy) { return call(Call::getdents, root, lazy, 512); }},
    {"chdir", [](u64) { return call(Call::chdir, address_of("/bin")); }},
    {"getcwd", [](u64) { return call(Call::getcwd, address_of(buffer), sizeof buffer); }},
    {"mkdirat", [](u64) { return call(Call::mkdirat, root, address_of("new")); }},
    {"mkfifoat", [](u64) { return call(Call::mkfifoat, root, address_of("new")); }},
    {"unlinkat", [](u64) { return call(Call::unlinkat, root, address_of("new")); }},
    {"linkat",
     [](u64) {
         return sys::linkat.raw(kCurrentDirectory, "/bin/sh", kCurrentDirectory, "/new", AT_DEFAULT);
     }},
    {"symlinkat", [](u64) { return call(Call::symlinkat, address_of("x"), root, address_of("new")); }},
    {"readlinkat",
     [](u64) { return call(Call::readlinkat, root, address_of("new"), address_of(buffer), 8); }},
    {"renameat",
     [](u64) { return call(Call::renameat, root, address_of("new"), root, address_of("newer")); }},
    {"fchmodat", [](u64) { return call(Call::fchmodat, root, address_of("home"), 0755); }},
    {"utimensat", [](u64) { return call(Call::utimensat, root, address_of("home")); }},
    {"statfs", [](u64) { return call(Call::statfs, address_of("/"), address_of(buffer)); }},
    {"execve", [](u64) { return call(Call::execve, address_of("/bin/true")); }},
    {"poll", [](u64 lazy) { return call(Call::poll, lazy, 1, 0); }},
    {"ppoll", [](u64 lazy) { return call(Call::ppoll, lazy, 1, 0, 0); }},
    {"process_list into lazy memory", [](u64 lazy) { return call(Call::process_list, lazy, 1); }},
    {"system_info into lazy memory", [](u64 lazy) { return call(Call::system_info, lazy); }},
    {"sigaction into lazy memory", [](u64 lazy) { return call(Call::sigaction, SIGINT, 0, lazy); }},
    {"sigaltstack into lazy memory", [](u64 lazy) { return call(Call::sigaltstack, 0, lazy); }},
    {"alarm_timer into lazy memory", [](u64 lazy) { return call(Call::alarm_timer, 0, lazy); }},
    {"sigtimedwait with a lazy set", [](u64 lazy) { return call(Call::sigtimedwait, lazy, 0, 0); }},
    {"sigmask into lazy memory", [](u64 lazy) { return call(Call::sigmask, SIG_BLOCK, 0, lazy); }},
    {"sigpending into lazy memory", [](u64 lazy) { return call(Call::sigpending, lazy); }},
    {"sigsuspend with a lazy mask", [](u64 lazy) { return call(Call::sigsuspend, lazy); }},
    {"thread_create", [](u64) { return sys::thread_create.raw(0, 0, 0, 0, nullptr); }},
    {"futex_wait on lazy memory", [](u64 lazy) { return call(Call::futex_wait, lazy, 1, 0); }},
    {"thread_list into lazy memory", [](u64 lazy) { return call(Call::thread_list, lazy, 1); }},
    {"terminal_settings into lazy memory",
     [](u64 lazy) { return call(Call::terminal_settings, console, 0, lazy, TCSANOW); }},
    {"terminal_size into lazy memory", [](u64 lazy) { return call(Call::terminal_size, console, 0, lazy); }},
    {"memory_list into lazy memory", [](u64 lazy) { return call(Call::memory_list, 0, lazy, 1); }},
    {"call_counts into lazy memory", [](u64 lazy) { return call(Call::call_counts, lazy, 1); }},
    {"cause_counts into lazy memory", [](u64 lazy) { return call(Call::cause_counts, lazy, 1); }},
    {"lock_list into lazy memory", list_locks},
    {"weigh_spilled in lazy memory", [](u64 lazy) { return call(Call::weigh_spilled, lazy); }},
    {"kernel_log", [](u64) { return call(Call::kernel_log, address_of(buffer), 64); }},
    {"dup", use_up_room},
};
constexpr usize kCaseCount = sizeof kCases / sizeof kCases[0];
i64 answers[kCaseCount];
i64 wait_answer;

// Runs in a child: the answers of all calls while no page is free, told through a pipe afterwards.
int try_all_calls(int tell) {
    const pid_t zombie = child::start([] { return 3; });
    if (!child::becomes(zombie, PROCESS_ZOMBIE)) return 1;
    const leaks::Watch settled; // what the zombie has left is free, too
    (void)write(static_cast<int>(writer), "0123456789", 10);
    Hog hog;
    for (i64& answer : answers) answer = 1;
    wait_answer = 1;
    hog.take_all_but(0);
    for (usize i = 0; i < kCaseCount; i++) {
        answers[i] = kCases[i].attempt(hog.lazy());
    }
    wait_answer = call(Call::waitpid, static_cast<u64>(zombie), hog.lazy());
    const u64 left = free_pages();
    hog.give_back();
    if (left != 0) return 3;
    if (write(tell, answers, sizeof answers) != sizeof answers) return 4;
    if (write(tell, &wait_answer, sizeof wait_answer) != sizeof wait_answer) return 5;
    if (child::ending_of(zombie) != child::exits(3)) return 6;
    char got[10];
    return read(static_cast<int>(reader), got, 10) == 10 && memcmp(got, "0123456789", 10) == 0 ? 0 : 7;
}

void every_call() {
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pid_t pid = child::start([&] { return try_all_calls(ends[1]); });
    const auto ending = child::ending_of(pid);
    close(ends[1]);
    tap::equal(ending, child::exits(0),
               "a program goes on when memory ends, and loses neither bytes nor a child");
    const bool told = read(ends[0], answers, sizeof answers) == sizeof answers &&
                      read(ends[0], &wait_answer, sizeof wait_answer) == sizeof wait_answer;
    close(ends[0]);
    if (!tap::ok(told, "it tells what each call answered")) return;
    for (usize i = 0; i < kCaseCount; i++)
        tap::fails(answers[i], Errno::nomem,
                   tap::words("%s without memory: ENOMEM [0.9] [0.10]", kCases[i].what).text);
    tap::fails(wait_answer, Errno::nomem,
               "waitpid into lazy memory without memory: ENOMEM, and the child stays [0.9]");
}

// Touching more memory than there is ends the program that does it.
void exhaustion() {
    for (int round = 0; round < 3; round++) {
        const auto ending = child::run([] {
            const u64 start = sys::brk(0).value();
            if (!sys::brk(start + (1ul << 34))) return 1;
            for (u64 at = start; at < start + (1ul << 34); at += Hog::kPage)
                *reinterpret_cast<volatile char*>(at) = 1; // its own heap
            return 2;
        });
        tap::equal(ending, child::ends_by(SIGKILL),
                   "a program that touches more memory than there is gets SIGKILL");
        tap::equal(child::run([] { return execl("/bin/true", "true", nullptr); }), child::exits(0),
                   "and then programs run again");
    }
    static char text[16385];
    const auto length = sys::kernel_log(text, sizeof text - 1);
    text[length ? length.value() : 0] = 0;
    const char* message = strstr(text, "ended by SIGKILL");
    tap::ok(message && strstr(message, "memory"), "the kernel says why");
}

// Takes pages and gives them back, for ever: it often finds that there are none.
[[noreturn]] void need_memory_again_and_again() {
    constexpr u64 kBytes = 16 * Hog::kPage;
    const u64 start = sys::brk(0).value();
    while (true) {
        if (!sys::brk(start + kBytes)) continue;
        for (u64 at = start; at < start + kBytes; at += Hog::kPage)
            *reinterpret_cast<volatile char*>(at) = 1; // its own heap
        (void)sys::brk(start);
    }
}

// While the memory of the one that was killed comes back, on one hart, others ask for some: nobody else must go for that.
void one_victim_is_enough() {
    constexpr int kSmall = 3;
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pid_t bystander = child::start([&] {
        static char own[300 * Hog::kPage]; // more than the small ones have
        memset(own, 1, sizeof own);
        close(ends[1]);
        char byte;
        return static_cast<int>(read(ends[0], &byte, 1));
    });
    pid_t small[kSmall];
    for (pid_t& pid : small) pid = child::start([]() -> int { need_memory_again_and_again(); });
    for (int round = 0; round < 3; round++) {
        const auto ending = child::run([] {
            Hog hog;
            hog.take_all_but(0);
            while (true) (void)sys::sched_yield();
            return 0;
        });
        tap::equal(ending, child::ends_by(SIGKILL), "who has most of the memory is killed when it ends");
    }
    for (const pid_t pid : small) {
        (void)kill(pid, SIGTERM);
        tap::equal(child::ending_of(pid), child::ends_by(SIGTERM), "who asks for a little more is not");
    }
    close(ends[0]);
    close(ends[1]); // nobody else has this end: the bystander's read is over
    tap::equal(child::ending_of(bystander), child::exits(0), "nor is who has a little");
}

} // namespace

int main() {
    chdir("/");
    root = static_cast<u64>(open("/", O_RDONLY | O_DIRECTORY));
    zero = static_cast<u64>(open("/dev/zero", O_RDONLY));
    console = static_cast<u64>(open("/dev/console", O_RDWR));
    program = static_cast<u64>(open("/bin/true", O_RDONLY));
    file = static_cast<u64>(open("/tmp/no_memory", O_CREAT | O_WRONLY, 0644));
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    reader = static_cast<u64>(ends[0]);
    writer = static_cast<u64>(ends[1]);
    memset(buffer, 0, sizeof buffer);

    leaks::Watch watch;
    every_call();
    watch.ok("after every call has failed, all memory is back");
    exhaustion();
    watch.ok("after memory has ended three times, all of it is back");
    one_victim_is_enough();
    watch.ok("and once more");
    return tap::done();
}
