/* user/bin/tee.c: copies its input to its output, and to files as well. */
#include "tool.h"

#include <fcntl.h>

enum { FILES_MAX = 32 };

int main(int count, char** arguments) {
    const char* names[FILES_MAX + 1] = {"standard output"};
    int fds[FILES_MAX + 1] = {STDOUT_FILENO};
    int files = 1, status = 0, flags = O_TRUNC, option;
    while ((option = getopt(count, arguments, "a")) != -1) {
        if (option != 'a') return usage("tee [-a] [file...]");
        flags = O_APPEND;
    }
    if (count - optind > FILES_MAX) return usage("tee [-a] [file...], at most 32 files");
    for (; optind < count; optind++) {
        int fd = open(arguments[optind], O_WRONLY | O_CREAT | flags, 0666);
        if (fd < 0) {
            status = complain("tee", arguments[optind]);
            continue;
        }
        names[files] = arguments[optind];
        fds[files++] = fd;
    }
    char bytes[4096];
    ssize_t size;
    while ((size = read(STDIN_FILENO, bytes, sizeof bytes)) > 0) {
        for (int i = 0; i < files; i++) {
            if (fds[i] < 0 || write_all(fds[i], bytes, (size_t)size) == 0) continue;
            status = complain("tee", names[i]);
            fds[i] = -1; /* the others get theirs */
        }
    }
    return size < 0 ? complain("tee", "standard input") : status;
}
