// user/bench/files.cpp: what files cost: to find one, to tell of it, to read and to write all of it, to make one.
#include "measure.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr u64 kTimes = 100;
constexpr u64 kBytes = 65536;
constexpr char kLarge[] = "/bin/sh"; // it has more than kBytes
constexpr char kWritten[] = "/tmp/bench";

alignas(4096) char bytes[kBytes]; // touched before anything is measured

void open_and_close() {
    bench::Samples samples;
    for (u64& sample : samples) {
        bool good = true;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) good &= close(open("/bin/cat", O_RDONLY)) == 0;
        sample = bench::instructions() - start;
        bench::must(good, "open of /bin/cat");
    }
    samples.report("open, close", kTimes);
}

void stat_by_descriptor() {
    const int fd = open(kLarge, O_RDONLY);
    bench::must(fd >= 0, "open");
    struct stat info;
    bench::Samples samples;
    for (u64& sample : samples) {
        bool good = true;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) good &= fstat(fd, &info) == 0;
        sample = bench::instructions() - start;
        bench::must(good && info.st_size >= static_cast<i64>(kBytes), "fstat");
    }
    close(fd);
    samples.report("stat by descriptor", kTimes);
}

// One call a sample, from the start of the file.
template <class Work> void measure_calls(const char* what, int fd, const Work& work) {
    bench::Samples samples;
    for (u64& sample : samples) {
        bench::must(lseek(fd, 0, SEEK_SET) == 0, "lseek");
        const u64 start = bench::instructions();
        const ssize_t moved = work(fd);
        sample = bench::instructions() - start;
        bench::must(moved == static_cast<ssize_t>(kBytes), what);
    }
    samples.report(what, 1);
}

void read_much() {
    const int fd = open(kLarge, O_RDONLY);
    bench::must(fd >= 0, "open");
    measure_calls("read 64 KiB", fd, [](int from) { return read(from, bytes, kBytes); });
    close(fd);
}

void write_much() {
    const int fd = open(kWritten, O_RDWR | O_CREAT, 0644);
    bench::must(write(fd, bytes, kBytes) == static_cast<ssize_t>(kBytes), "the first write");
    measure_calls("overwrite 64 KiB", fd, [](int to) { return write(to, bytes, kBytes); });
    close(fd);
    bench::must(unlink(kWritten) == 0, "unlink");
}

void make_and_remove() {
    constexpr char kWhat[] = "create, unlink";
    bench::Samples samples;
    for (u64& sample : samples) {
        const u64 start = bench::instructions();
        const int fd = open(kWritten, O_RDWR | O_CREAT | O_EXCL, 0644);
        const bool good = close(fd) == 0 && unlink(kWritten) == 0;
        sample = bench::instructions() - start;
        bench::must(good, kWhat);
    }
    samples.report(kWhat, 1);
}

} // namespace

int main() {
    memset(bytes, 'x', kBytes);
    open_and_close();
    stat_by_descriptor();
    read_much();
    write_much();
    make_and_remove();
    return EXIT_SUCCESS;
}
