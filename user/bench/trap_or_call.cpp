// user/bench/trap_or_call.cpp: what the way to a handler costs, beside what the handler does: from nothing to 64 KiB.
//
// The same source is measured twice: as a program, whose calls trap, and linked with the kernel (docs/trap_or_call.md).
#include "measure.h"

#include <fcntl.h>
#include <syscalls.h>
#include <unistd.h>

namespace {

constexpr u64 kTimes = 1000;
constexpr u64 kWrites = 10;
constexpr usize kSize = 64 * 1024;
constexpr char kPath[] = "/tmp/trap_or_call";

char bytes[kSize];

void call_nothing() {
    bench::Samples samples;
    for (u64& sample : samples) {
        i64 answers = 0;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) answers |= sys::getpid.raw();
        sample = bench::instructions() - start;
        bench::must(answers > 0, "getpid");
    }
    samples.report("way: getpid", kTimes);
}

void pass_arguments() {
    bench::Samples samples;
    for (u64& sample : samples) {
        i64 answers = 0;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) answers += sys::weigh.raw(1, 2, 3, 4, 5, 6, 0);
        sample = bench::instructions() - start;
        bench::must(answers == 91 * static_cast<i64>(kTimes), "weigh");
    }
    samples.report("way: six arguments", kTimes);
}

void write_bytes(const char* path, const char* what) {
    const auto fd = sys::openat(kCurrentDirectory, path, O_RDWR | O_CREAT, static_cast<FileMode>(0644));
    errno = static_cast<int>(fd.error());
    bench::must(static_cast<bool>(fd), "open");
    bench::Samples samples;
    for (u64& sample : samples) {
        i64 written = 0;
        u64 used = 0;
        for (u64 i = 0; i < kWrites; i++) {
            (void)sys::lseek(fd.value(), 0, SEEK_SET); // a device has no place: that does not matter
            const u64 start = bench::instructions();
            written += sys::write.raw(fd.value(), bytes, kSize);
            used += bench::instructions() - start;
        }
        sample = used;
        bench::must(written == static_cast<i64>(kSize * kWrites), what);
    }
    (void)sys::close(fd.value());
    samples.report(what, kWrites);
}

} // namespace

int main() {
    call_nothing();
    pass_arguments();
    write_bytes("/dev/null", "way: 64 KiB to /dev/null");
    write_bytes(kPath, "way: 64 KiB over a file");
    unlink(kPath);
    return EXIT_SUCCESS;
}
