// user/bin/touch.cpp: makes empty files, or sets the times of those that are there.
#include "dates.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace {

constexpr const char* kUsage = "touch [-acm] [-d @seconds|date] [-r file] file...";

struct Options {
    bool only_old = false; // -c: none is made
    bool access = false;   // -a: only this time
    bool changed = false;  // -m: only that one
    timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
};

int touch(const char* path, const Options& options) {
    if (utimensat(AT_FDCWD, path, options.times, 0) == 0) return 0;
    if (errno != ENOENT) return complain("touch", path);
    if (options.only_old) return 0;
    int fd = open(path, O_WRONLY | O_CREAT, 0666);
    if (fd < 0) return complain("touch", path);
    close(fd);
    return utimensat(AT_FDCWD, path, options.times, 0) < 0 ? complain("touch", path) : 0;
}

bool read_time(const char* text, Options& options) {
    time_t time;
    if (!dates::parse_time(text, time)) {
        fprintf(stderr, "touch: %s: neither @seconds nor a date such as 2026-12-31 23:59:59\n", text);
        return false;
    }
    options.times[0] = options.times[1] = {time, 0};
    return true;
}

bool read_times_of(const char* path, Options& options) {
    struct stat file;
    if (stat(path, &file) < 0) {
        complain("touch", path);
        return false;
    }
    options.times[0] = {file.st_atime, 0};
    options.times[1] = {file.st_mtime, 0};
    return true;
}

} // namespace

int main(int count, char** arguments) {
    Options options;
    int option;
    while ((option = getopt(count, arguments, "acmd:r:")) != -1) {
        switch (option) {
        case 'a': options.access = true; break;
        case 'c': options.only_old = true; break;
        case 'm': options.changed = true; break;
        case 'd':
            if (!read_time(optarg, options)) return 1;
            break;
        case 'r':
            if (!read_times_of(optarg, options)) return 1;
            break;
        default: return usage(kUsage);
        }
    }
    if (optind == count) return usage(kUsage);
    if (options.access != options.changed) options.times[options.access ? 1 : 0].tv_nsec = UTIME_OMIT;
    int status = 0;
    for (int i = optind; i < count; ++i) status |= touch(arguments[i], options);
    return status;
}
