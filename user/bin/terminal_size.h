// user/bin/terminal_size.h: how large the terminal is that one sits at.
#pragma once

#include <termios.h>
#include <unistd.h>

// What it was told, as by init; what terminals have had for ages where nobody knows.
inline winsize terminal_size() {
    winsize size;
    const bool known = tcgetwinsize(STDOUT_FILENO, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    return known ? size : winsize{24, 80, 0, 0};
}
