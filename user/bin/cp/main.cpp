// user/bin/cp/main.cpp: copies files, and with -r directories with all that is in them.
#include "../into.h"
#include "copy.h"

namespace {

constexpr const char* kUsage = "cp [-afipr] file target, or cp [-afipr] file... directory";

} // namespace

int main(int count, char** arguments) {
    Options options;
    int option;
    while ((option = getopt(count, arguments, "afiprR")) != -1) {
        switch (option) {
        case 'a': options.all = options.preserve = true; break;
        case 'f': options.force = true; break;
        case 'i': options.ask = true; break;
        case 'p': options.preserve = true; break;
        case 'r':
        case 'R': options.all = true; break;
        default: return usage(kUsage);
        }
    }
    if (count - optind < 2) return usage(kUsage);
    return for_each_target("cp", arguments + optind, arguments + count - 1,
                           [&](const char* from, const char* to) { return copy(from, to, options); });
}
