// user/bin/echo.cpp: writes its arguments.
#include "tool.h"

int main(int, char** arguments) {
    ++arguments;
    bool newline = true;
    for (; *arguments && strcmp(*arguments, "-n") == 0; ++arguments) newline = false;
    for (char** word = arguments; *word; ++word) {
        if (word != arguments) putchar(' ');
        fputs(*word, stdout);
    }
    if (newline) putchar('\n');
    return finish("echo", 0);
}
