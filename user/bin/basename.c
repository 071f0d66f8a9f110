/* user/bin/basename.c: the last part of a path, without a suffix if one is named. */
#include "tool.h"

int main(int count, char** arguments) {
    int named = has_no_options(count, arguments) ? count - optind : 0;
    if (named < 1 || named > 2) return usage("basename path [suffix]");
    char* path = arguments[optind];
    const char* suffix = named == 2 ? arguments[optind + 1] : "";
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') path[--length] = 0;
    const char* slash = strrchr(path, '/');
    const char* name = slash && slash[1] ? slash + 1 : path;
    size_t size = strlen(name), cut = strlen(suffix);
    if (cut < size && strcmp(name + size - cut, suffix) == 0) size -= cut;
    printf("%.*s\n", (int)size, name);
    return finish("basename", 0);
}
