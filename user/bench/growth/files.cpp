// user/bench/growth/files.cpp: finding a file among more and more, along longer and longer paths; and reading more of one.
//
// The root file system must have what scripts/measuring/growth.py puts there.
#include "growth.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr u64 kTimes = 10;
constexpr u64 kMostBytes = 1 << 20;
constexpr u64 kPageSize = 4096;

void look_up(const char* what, u64 many, const char* path, bool is_there) {
    struct stat info;
    bench::Samples samples;
    for (u64& sample : samples) {
        bool good = true;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) good &= (stat(path, &info) == 0) == is_there;
        sample = bench::instructions() - start;
        bench::must(good, path);
    }
    samples.report_at(what, many, kTimes);
}

} // namespace

// A name that is not there is compared with all that are: in whatever order they come, that is the most there is to do.
void growth::lookups() {
    for (const u64 entries : {10, 100, 1000, 10000}) {
        char path[64];
        snprintf(path, sizeof(path), "/growth/%lu/nobody", entries);
        look_up("stat, not among so many entries", entries, path, false);
    }
    for (const u64 components : {1, 2, 4, 8, 16}) {
        char path[64] = "/growth";
        for (u64 i = 1; i < components; i++) strcat(path, "/d");
        look_up("stat, with components of path", components, path, true);
    }
}

void growth::reads() {
    char* bytes = static_cast<char*>(malloc(kMostBytes));
    bench::must(bytes, "malloc");
    memset(bytes, 'x', kMostBytes);
    const int fd = open("/growth/bytes", O_RDONLY);
    bench::must(fd >= 0, "open of /growth/bytes");
    for (const u64 count : {1ul, 16ul, 256ul, kPageSize, 16 * kPageSize, kMostBytes}) {
        bench::Samples samples;
        for (u64& sample : samples) {
            bench::must(lseek(fd, 0, SEEK_SET) == 0, "lseek");
            const u64 start = bench::instructions();
            const ssize_t moved = read(fd, bytes, count);
            sample = bench::instructions() - start;
            bench::must(moved == static_cast<ssize_t>(count), "read");
        }
        samples.report_at("read, with bytes", count, 1);
    }
    close(fd);
    free(bytes);
}
