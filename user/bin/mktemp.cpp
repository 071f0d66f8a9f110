// user/bin/mktemp.cpp: makes a new file, or directory, whose name is nobody else's, and says which.
#include "tool.h"

int main(int count, char** arguments) {
    constexpr const char* kUsage = "mktemp [-d] [nameXXXXXX]";
    bool directory = false;
    int option;
    while ((option = getopt(count, arguments, "d")) != -1) {
        if (option != 'd') return usage(kUsage);
        directory = true;
    }
    if (count - optind > 1) return usage(kUsage);
    static char usual[] = "/tmp/tmp.XXXXXX";
    char* name = optind < count ? arguments[optind] : usual;
    bool made = directory ? mkdtemp(name) != nullptr : mkstemp(name) >= 0;
    if (!made) {
        if (errno != EINVAL) return complain("mktemp", name);
        fprintf(stderr, "mktemp: %s: does not end with XXXXXX\n", name);
        return 1;
    }
    puts(name);
    return finish("mktemp", 0);
}
