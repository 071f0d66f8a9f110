// user/bin/mkfifo.cpp: makes named pipes.
#include "mode.h"
#include "tool.h"

int main(int count, char** arguments) {
    constexpr const char* kUsage = "mkfifo [-m mode] pipe...";
    const char* mode = nullptr;
    int option;
    while ((option = getopt(count, arguments, "m:")) != -1) {
        if (option != 'm') return usage(kUsage);
        mode = optarg;
    }
    if (optind == count) return usage(kUsage);
    mode_t permissions = 0666;
    const mode_t mask = umask(0); // a mode that was asked for is not changed by it
    if (!mode) umask(mask);
    if (mode && !mode::change(mode, mask, false, permissions)) {
        fprintf(stderr, "mkfifo: %s: not a mode\n", mode);
        return 1;
    }
    int status = 0;
    for (int i = optind; i < count; ++i)
        if (mkfifo(arguments[i], permissions) < 0) status = complain("mkfifo", arguments[i]);
    return status;
}
