/* user/bin/dirname.c: a path without its last part: the directory that it is in. */
#include "tool.h"

/* The length of the path without the slashes at its end; the root keeps its own. */
static size_t without_slashes(const char* path, size_t length) {
    while (length > 1 && path[length - 1] == '/') length--;
    return length;
}

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || count - optind != 1) return usage("dirname path");
    const char* path = arguments[optind];
    size_t length = without_slashes(path, strlen(path));
    while (length > 0 && path[length - 1] != '/') length--;
    length = without_slashes(path, length);
    printf("%.*s\n", length ? (int)length : 1, length ? path : ".");
    return finish("dirname", 0);
}
