// user/bin/readlink.cpp: where symbolic links lead.
#include "tool.h"

#include <limits.h>

int main(int count, char** arguments) {
    constexpr const char* kUsage = "readlink [-n] link...";
    bool newline = true;
    int option;
    while ((option = getopt(count, arguments, "n")) != -1) {
        if (option != 'n') return usage(kUsage);
        newline = false;
    }
    if (optind == count) return usage(kUsage);
    int status = 0;
    for (int i = optind; i < count; ++i) {
        char target[PATH_MAX];
        ssize_t size = readlink(arguments[i], target, sizeof target);
        if (size < 0) {
            status = complain("readlink", arguments[i]);
            continue;
        }
        fwrite(target, 1, static_cast<size_t>(size), stdout);
        if (newline || i + 1 < count) putchar('\n');
    }
    return finish("readlink", status);
}
