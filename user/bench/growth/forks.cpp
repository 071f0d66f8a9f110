// user/bench/growth/forks.cpp: fork, with memory that is mapped and not touched, and with memory that is.
#include "growth.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr u64 kMebibyte = 1 << 20;
constexpr u64 kPageSize = 4096;

// The call alone, in the parent; and all of it, until the child is gone.
void measure(const char* call, const char* all, u64 mebibytes) {
    bench::Samples calls, lives;
    for (usize i = 0; i < bench::Samples::kCount; i++) {
        const u64 start = bench::instructions();
        const pid_t child = fork();
        if (child == 0) _exit(EXIT_SUCCESS);
        const u64 forked = bench::instructions();
        const pid_t ended = waitpid(child, nullptr, 0);
        lives.begin()[i] = bench::instructions() - start;
        calls.begin()[i] = forked - start;
        bench::must(child > 0 && ended == child, "fork");
    }
    calls.report_at(call, mebibytes, 1);
    lives.report_at(all, mebibytes, 1);
}

char* map(u64 mebibytes) {
    void* memory =
        mmap(nullptr, mebibytes * kMebibyte, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bench::must(memory != MAP_FAILED, "mmap");
    return static_cast<char*>(memory);
}

} // namespace

void growth::forks() {
    for (const u64 mebibytes : {1, 4, 16, 64}) {
        char* memory = map(mebibytes);
        measure("fork, with MiB untouched", "fork to wait, MiB untouched", mebibytes);
        for (u64 at = 0; at < mebibytes * kMebibyte; at += kPageSize) memory[at] = 'x';
        measure("fork, with MiB touched", "fork to wait, MiB touched", mebibytes);
        bench::must(munmap(memory, mebibytes * kMebibyte) == 0, "munmap");
    }
}
