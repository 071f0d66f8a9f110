// user/bin/truncate.cpp: makes files shorter or longer. What is new in them is zero.
#include "sizes.h"

#include <fcntl.h>

namespace {

constexpr const char* kUsage = "truncate [-c] -s [+-]size file...";

struct Change {
    i64 bytes = -1;
    char sign = 0;         // + or -: from what it is now
    bool only_old = false; // -c: none is made
};

bool parse(const char* text, Change& change) {
    if (*text == '+' || *text == '-') change.sign = *text++;
    return parse_size(text, change.bytes);
}

// What the size becomes; no less than nothing. False if no file can be so long.
bool new_size(int fd, const Change& change, off_t& size) {
    size = change.bytes;
    if (!change.sign) return true;
    struct stat file;
    if (fstat(fd, &file) < 0) return false;
    if (change.sign == '-') {
        size = file.st_size > change.bytes ? file.st_size - change.bytes : 0;
    } else if (__builtin_add_overflow(file.st_size, change.bytes, &size)) {
        errno = EFBIG;
        return false;
    }
    return true;
}

int apply(const char* path, const Change& change) {
    int fd = open(path, change.only_old ? O_WRONLY : O_WRONLY | O_CREAT, 0666);
    if (fd < 0) return change.only_old && errno == ENOENT ? 0 : complain("truncate", path);
    off_t size;
    int status = new_size(fd, change, size) && ftruncate(fd, size) == 0 ? 0 : complain("truncate", path);
    close(fd);
    return status;
}

} // namespace

int main(int count, char** arguments) {
    Change change;
    int option;
    while ((option = getopt(count, arguments, "cs:")) != -1) {
        if (option == 'c')
            change.only_old = true;
        else if (option != 's' || !parse(optarg, change))
            return usage(kUsage);
    }
    if (optind == count || change.bytes < 0) return usage(kUsage);
    int status = 0;
    for (int i = optind; i < count; ++i) status |= apply(arguments[i], change);
    return status;
}
