// user/bin/clear.cpp: clears the terminal.
#include "tool.h"

int main() {
    fputs("\x1b[H\x1b[2J\x1b[3J", stdout); // to the top left; the screen; what has been scrolled away
    return finish("clear", 0);
}
