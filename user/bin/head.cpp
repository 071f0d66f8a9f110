// user/bin/head.cpp: the first lines, or bytes, of files.
#include "lines.h"

namespace {

void copy_lines(FILE* file, usize lines) {
    // Character by character: no more is taken from a shared input than needed, as far as stdio allows.
    for (int c; lines && (c = getc(file)) != EOF;) {
        putchar(c);
        lines -= c == '\n';
    }
}

void copy_bytes(FILE* file, usize bytes) {
    for (int c; bytes && (c = getc(file)) != EOF; --bytes) putchar(c);
}

// `head -5` is the old way to say `head -n 5`.
bool is_old_count(const char* argument, usize& lines) {
    return argument && argument[0] == '-' && parse_count(argument + 1, lines);
}

} // namespace

int main(int count, char** arguments) {
    constexpr const char* kUsage = "head [-n lines | -c bytes] [file...]";
    usize amount = 10;
    bool bytes = false;
    int option;
    if (is_old_count(arguments[1], amount)) {
        optind = 2;
    } else {
        while ((option = getopt(count, arguments, "n:c:")) != -1) {
            if (option == '?' || !parse_count(optarg, amount)) return usage(kUsage);
            bytes = option == 'c';
        }
    }
    char** names = arguments + optind;
    bool titles = names[0] && names[1];
    bool first = true;
    int status = for_each_input("head", names, [&](FILE* file, const char* name) {
        if (titles) printf("%s==> %s <==\n", first ? "" : "\n", name);
        first = false;
        if (bytes)
            copy_bytes(file, amount);
        else
            copy_lines(file, amount);
        return 0;
    });
    return finish("head", status);
}
