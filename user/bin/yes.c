/* user/bin/yes.c: writes a line again and again, until nobody wants it any more. */
#include "tool.h"

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments)) return usage("yes [word...]");
    while (!ferror(stdout)) {
        if (optind == count) fputs("y", stdout);
        for (int i = optind; i < count; i++) printf(i > optind ? " %s" : "%s", arguments[i]);
        putchar('\n');
    }
    return finish("yes", 1);
}
