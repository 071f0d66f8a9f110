// user/bin/mv.cpp: gives files other names, or puts them into another directory.
#include "into.h"

namespace {

constexpr const char* kUsage = "mv [-fin] file target, or mv [-fin] file... directory";

struct Options {
    bool ask = false;  // -i: before something is replaced
    bool keep = false; // -n: nothing is replaced
};

int move(const char* from, const char* to, const Options& options) {
    struct stat source, target;
    if (lstat(from, &source) < 0) return complain("mv", from);
    if (lstat(to, &target) == 0) {
        if (options.keep) return 0;
        if (same_file(source, target)) {
            fprintf(stderr, "mv: %s and %s are the same file\n", from, to);
            return 1;
        }
        if (options.ask && !ask("mv: replace %s? ", to)) return 0;
    }
    if (rename(from, to) == 0) return 0;
    int error = errno;
    fflush(stdout);
    fprintf(stderr, "mv: %s to %s: %s\n", from, to, strerror(error));
    return 1;
}

} // namespace

int main(int count, char** arguments) {
    Options options;
    int option;
    while ((option = getopt(count, arguments, "fin")) != -1) {
        switch (option) {
        case 'f': options = {}; break;
        case 'i': options = {.ask = true}; break;
        case 'n': options = {.keep = true}; break;
        default: return usage(kUsage);
        }
    }
    if (count - optind < 2) return usage(kUsage);
    return for_each_target("mv", arguments + optind, arguments + count - 1,
                           [&](const char* from, const char* to) { return move(from, to, options); });
}
