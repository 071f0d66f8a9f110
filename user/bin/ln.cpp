// user/bin/ln.cpp: gives files more names, or makes symbolic links to them.
#include "into.h"

namespace {

constexpr const char* kUsage = "ln [-fs] file [name], or ln [-fs] file... directory";

struct Options {
    bool symbolic = false; // -s
    bool force = false;    // -f: in place of what has the name now
};

int make_link(const char* target, const char* name, const Options& options) {
    struct stat old, file;
    if (options.force && lstat(name, &old) == 0) {
        if (!options.symbolic && lstat(target, &file) == 0 && same_file(old, file)) return 0;
        if (unlink(name) < 0) return complain("ln", name);
    }
    int result = options.symbolic ? symlink(target, name) : link(target, name);
    if (result == 0) return 0;
    // Which of the two is meant follows from the error only in part.
    bool missing = !options.symbolic && lstat(target, &file) < 0;
    return complain("ln", missing ? target : name);
}

} // namespace

int main(int count, char** arguments) {
    Options options;
    int option;
    while ((option = getopt(count, arguments, "fs")) != -1) {
        if (option == 'f')
            options.force = true;
        else if (option == 's')
            options.symbolic = true;
        else
            return usage(kUsage);
    }
    if (optind == count) return usage(kUsage);
    static char here[] = ".";
    char* with_here[] = {arguments[optind], here};
    bool only_one = count - optind == 1;
    char** first = only_one ? with_here : arguments + optind;
    char** last = only_one ? with_here + 1 : arguments + count - 1;
    return for_each_target("ln", first, last, [&](const char* target, const char* name) {
        return make_link(target, name, options);
    });
}
