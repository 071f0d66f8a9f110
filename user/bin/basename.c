/* user/bin/basename.c: the last part of a path, without a suffix if one is named. */
#include "tool.h"

int main(int count, char** arguments) {
    if (count < 2 || count > 3) return usage("basename path [suffix]");
    char* path = arguments[1];
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') path[--length] = 0;
    const char* slash = strrchr(path, '/');
    const char* name = slash && slash[1] ? slash + 1 : path;
    size_t size = strlen(name);
    size_t suffix = count == 3 ? strlen(arguments[2]) : 0;
    if (suffix < size && memcmp(name + size - suffix, count == 3 ? arguments[2] : "", suffix) == 0)
        size -= suffix;
    printf("%.*s\n", (int)size, name);
    return finish("basename", 0);
}
