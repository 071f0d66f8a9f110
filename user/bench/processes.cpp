// user/bench/processes.cpp: what processes cost: to make one, to let one run a program, to talk to one and back.
#include "measure.h"

#include <stile.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr u64 kTouchedPages = 12; // of this process, when it forks
constexpr u64 kTablePages = 5;    // one root; for the program and for the stack two more each
constexpr u64 kPageSize = 4096;
constexpr u64 kRoundTrips = 100;
constexpr char kProgram[] = "/bench/small";

u64 pages_in_use() {
    constexpr usize kMost = 16;
    static ProcessInfo list[kMost];
    const ssize_t count = process_list(list, kMost);
    for (ssize_t i = 0; i < count && i < static_cast<ssize_t>(kMost); i++)
        if (list[i].pid == getpid()) return list[i].pages;
    bench::must(false, "finding this process");
    return 0;
}

// What a fork costs depends on how many pages there are to share: it shall be the same number for ever. The stack
// has room for those that are missing.
void touch_as_many_as_agreed() {
    constexpr u64 kWanted = kTouchedPages + kTablePages;
    auto* room = static_cast<volatile char*>(__builtin_alloca(kTouchedPages * kPageSize));
    for (u64 page = kTouchedPages; page-- > 0 && pages_in_use() < kWanted;) room[page * kPageSize] = 'x';
    bench::must(pages_in_use() == kWanted, "touching 12 pages");
}

void fork_and_wait(const char* program, const char* what) {
    bench::Samples samples;
    for (u64& sample : samples) {
        int status = -1;
        const u64 start = bench::instructions();
        const pid_t child = fork();
        if (child == 0) {
            if (program) execl(program, program, static_cast<char*>(nullptr));
            _exit(program != nullptr);
        }
        const pid_t ended = waitpid(child, &status, 0);
        sample = bench::instructions() - start;
        bench::must(child > 0 && ended == child && status == 0, what);
    }
    samples.report(what, 1);
}

// The peers were given a program of 16 KiB.
void check_size_of_program() {
    constexpr i64 kWanted = 16384;
    struct stat info;
    bench::must(stat(kProgram, &info) == 0, kProgram);
    bench::must(llabs(info.st_size - kWanted) < kWanted / 16, "being as large as agreed");
}

// Each byte that comes goes back.
[[noreturn]] void echo(int from, int to) {
    char byte;
    while (read(from, &byte, 1) == 1)
        if (write(to, &byte, 1) != 1) break;
    _exit(EXIT_SUCCESS);
}

void talk_to_another_process() {
    int there[2], back[2];
    bench::must(pipe2(there, 0) == 0 && pipe2(back, 0) == 0, "pipe");
    const pid_t other = fork();
    bench::must(other >= 0, "fork");
    if (other == 0) {
        close(there[1]);
        echo(there[0], back[1]);
    }
    bench::Samples samples;
    char byte = 'x';
    for (u64& sample : samples) {
        i64 moved = 0;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kRoundTrips; i++) moved += write(there[1], &byte, 1) + read(back[0], &byte, 1);
        sample = bench::instructions() - start;
        bench::must(moved == static_cast<i64>(2 * kRoundTrips), "a byte there and back");
    }
    close(there[1]); // the other one sees the end of the pipe, and ends
    bench::must(waitpid(other, nullptr, 0) == other, "waitpid");
    samples.report("pipe: there and back", kRoundTrips);
}

} // namespace

int main() {
    check_size_of_program();
    touch_as_many_as_agreed();
    fork_and_wait(nullptr, "fork, exit, wait");
    fork_and_wait(kProgram, "fork, exec, wait");
    talk_to_another_process();
    return EXIT_SUCCESS;
}
