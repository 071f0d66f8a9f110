/* user/bin/yes.c: writes a line again and again, until nobody wants it any more. */
#include "tool.h"

int main(int count, char** arguments) {
    while (!ferror(stdout)) {
        if (count < 2) fputs("y", stdout);
        for (int i = 1; i < count; i++) printf(i > 1 ? " %s" : "%s", arguments[i]);
        putchar('\n');
    }
    return finish("yes", 1);
}
