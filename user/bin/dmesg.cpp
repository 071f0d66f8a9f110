// user/bin/dmesg.cpp: what the kernel has said, as far as it remembers.
#include "tool.h"

#include <stile.h>

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind < count) return usage("dmesg");
    static char text[1 << 16];
    ssize_t length = kernel_log(text, sizeof text);
    if (length < 0) return complain("dmesg", "kernel_log");
    fwrite(text, 1, static_cast<size_t>(length), stdout);
    return finish("dmesg", 0);
}
