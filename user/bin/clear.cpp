// user/bin/clear.cpp: clears the terminal.
#include "tool.h"

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind < count) return usage("clear");
    fputs("\x1b[H\x1b[2J\x1b[3J", stdout); // to the top left; the screen; what has been scrolled away
    return finish("clear", 0);
}
