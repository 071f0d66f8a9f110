// user/bin/poweroff.cpp: turns the machine off. The status becomes the emulator's exit status.
#include "tool.h"

#include <stile.h>

int main(int count, char** arguments) {
    constexpr const char* kUsage = "poweroff [0 to 255]";
    if (!has_no_options(count, arguments) || count - optind > 1) return usage(kUsage);
    long status = 0;
    if (optind < count) {
        char* end;
        status = strtol(arguments[optind], &end, 10);
        if (end == arguments[optind] || *end || status < 0 || status > 255) return usage(kUsage);
    }
    poweroff(static_cast<int>(status));
}
