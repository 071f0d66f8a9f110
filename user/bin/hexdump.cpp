// user/bin/hexdump.cpp: the bytes of files, in hexadecimal and as characters.
#include "lines.h"

namespace {

constexpr usize kPerRow = 16;

void print_row(usize offset, const unsigned char* bytes, usize count) {
    printf("%08zx ", offset);
    for (usize i = 0; i < kPerRow; ++i) {
        if (i % 8 == 0) putchar(' ');
        if (i < count)
            printf("%02x ", bytes[i]);
        else
            fputs("   ", stdout);
    }
    fputs(" |", stdout);
    for (usize i = 0; i < count; ++i) putchar(bytes[i] >= 0x20 && bytes[i] < 0x7f ? bytes[i] : '.');
    puts("|");
}

// Rows like the one before are shown as one star.
void dump(FILE* file, usize& offset) {
    unsigned char bytes[kPerRow], before[kPerRow];
    bool first = true, starred = false;
    while (usize count = fread(bytes, 1, kPerRow, file)) {
        bool same = !first && count == kPerRow && memcmp(bytes, before, kPerRow) == 0;
        if (!same)
            print_row(offset, bytes, count);
        else if (!starred)
            puts("*");
        starred = same;
        first = false;
        memcpy(before, bytes, kPerRow);
        offset += count;
        if (ferror(stdout)) return;
    }
}

} // namespace

int main(int count, char** arguments) {
    int option;
    while ((option = getopt(count, arguments, "C")) != -1) {
        if (option != 'C') return usage("hexdump [-C] [file...]"); // -C is how it always looks
    }
    usize offset = 0;
    int status = for_each_input("hexdump", arguments + optind, [&](FILE* file, const char*) {
        dump(file, offset);
        return 0;
    });
    printf("%08zx\n", offset);
    return finish("hexdump", status);
}
