// user/bench/calls.cpp: what system calls cost that need no file and no other process, and the first touch of a page.
#include "measure.h"

#include <fcntl.h>
#include <syscalls.h>
#include <unistd.h>

namespace {

constexpr u64 kTimes = 100;
constexpr u64 kPageSize = 4096;

// A number that no call has any more. The kernel says so on the console, but soon only now and then.
void unknown_number() {
    bench::Samples samples;
    for (u64& sample : samples) {
        i64 answers = 0;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) answers |= sys::raw_syscall(static_cast<u64>(sys::Call::putc));
        sample = bench::instructions() - start;
        bench::must(answers < 0, "being refused");
    }
    samples.report("unknown number", kTimes);
}

void write_to_null(u64 size, const char* what) {
    const int fd = open("/dev/null", O_WRONLY);
    bench::must(fd >= 0, "open of /dev/null");
    bench::Samples samples;
    for (u64& sample : samples) {
        i64 written = 0;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) written += write(fd, "x", size);
        sample = bench::instructions() - start;
        bench::must(written == static_cast<i64>(size * kTimes), what);
    }
    close(fd);
    samples.report(what, kTimes);
}

void pass_through_pipe() {
    int ends[2];
    bench::must(pipe2(ends, 0) == 0, "pipe");
    bench::Samples samples;
    for (u64& sample : samples) {
        i64 moved = 0;
        char byte = 'x';
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) moved += write(ends[1], &byte, 1) + read(ends[0], &byte, 1);
        sample = bench::instructions() - start;
        bench::must(moved == static_cast<i64>(2 * kTimes), "a byte through a pipe");
    }
    samples.report("pipe: write 1 byte, read it", kTimes);
}

void touch_pages() {
    bench::Samples samples;
    for (u64& sample : samples) {
        const u64 end = sys::brk(0).value();
        bench::must(static_cast<bool>(sys::brk(end + kTimes * kPageSize)), "brk");
        volatile char* pages = reinterpret_cast<char*>(end); // the kernel's number is an address
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) pages[i * kPageSize] = 1;
        sample = bench::instructions() - start;
        bench::must(static_cast<bool>(sys::brk(end)), "brk back");
    }
    samples.report("first touch of a page", kTimes);
}

} // namespace

int main() {
    unknown_number();
    write_to_null(0, "write 0 bytes to /dev/null");
    write_to_null(1, "write 1 byte to /dev/null");
    pass_through_pipe();
    touch_pages();
    return EXIT_SUCCESS;
}
