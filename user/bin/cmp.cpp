// user/bin/cmp.cpp: compares two files byte by byte.
#include "tool.h"

namespace {

constexpr int kTrouble = 2;

} // namespace

int main(int count, char** arguments) {
    bool silent = false;
    int option;
    while ((option = getopt(count, arguments, "s")) != -1) {
        if (option != 's') return usage("cmp [-s] file file");
        silent = true;
    }
    if (count - optind != 2) return usage("cmp [-s] file file");
    const char* names[] = {arguments[optind], arguments[optind + 1]};
    FILE* first = open_input("cmp", names[0]);
    FILE* second = first ? open_input("cmp", names[1]) : nullptr;
    if (!first || !second) return kTrouble;

    unsigned long byte = 0, line = 1;
    int a, b;
    do {
        a = getc(first);
        b = getc(second);
        ++byte;
        if (a == b && a == '\n') ++line;
    } while (a == b && a != EOF);
    if (ferror(first)) return complain("cmp", names[0]) * kTrouble;
    if (ferror(second)) return complain("cmp", names[1]) * kTrouble;
    if (a == b) return 0;
    if (silent) return 1;
    if (a == EOF || b == EOF)
        fprintf(stderr, "cmp: EOF on %s after byte %lu\n", names[a == EOF ? 0 : 1], byte - 1);
    else
        printf("%s %s differ: char %lu, line %lu\n", names[0], names[1], byte, line);
    return finish("cmp", 1);
}
