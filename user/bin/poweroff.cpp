// user/bin/poweroff.cpp: turns the machine off. The status becomes the emulator's exit status.
#include "tool.h"

#include <stile.h>

int main(int count, char** arguments) {
    long status = 0;
    if (count == 2) {
        char* end;
        status = strtol(arguments[1], &end, 10);
        if (end == arguments[1] || *end || status < 0 || status > 255) return usage("poweroff [0 to 255]");
    }
    if (count > 2) return usage("poweroff [0 to 255]");
    poweroff(static_cast<int>(status));
}
