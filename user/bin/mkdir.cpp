// user/bin/mkdir.cpp: makes directories.
#include "mode.h"
#include "tool.h"

namespace {

constexpr const char* kUsage = "mkdir [-p] [-m mode] directory...";

struct Options {
    bool parents = false;       // -p: those on the way, too; and one that is there already is no mistake
    const char* mode = nullptr; // -m
    mode_t permissions = 0777;
    mode_t mask = 0;
};

bool is_there(const char* path) {
    struct stat file;
    return stat(path, &file) == 0 && S_ISDIR(file.st_mode);
}

// One on the way, which its owner can use, whatever the mask says. False after a complaint.
bool make_parent(const char* path, const Options& options) {
    if (is_there(path)) return true;
    mode_t missing = options.mask & (S_IWUSR | S_IXUSR);
    bool made = mkdir(path, 0777) == 0;
    if (made && (!missing || chmod(path, (0777 & ~options.mask) | missing) == 0)) return true;
    complain("mkdir", path);
    return false;
}

bool make_parents(char* path, const Options& options) {
    for (char* at = path + 1; *path && *at; ++at) {
        if (*at != '/' || at[1] == '/' || !at[1]) continue;
        *at = 0;
        bool good = make_parent(path, options);
        *at = '/';
        if (!good) return false;
    }
    return true;
}

int make(char* path, const Options& options) {
    if (options.parents) {
        if (is_there(path)) return 0;
        if (!make_parents(path, options)) return 1;
    }
    if (mkdir(path, options.permissions) < 0) return complain("mkdir", path);
    // A mode that was asked for is not changed by the mask.
    return options.mode && chmod(path, options.permissions) < 0 ? complain("mkdir", path) : 0;
}

} // namespace

int main(int count, char** arguments) {
    Options options;
    options.mask = umask(0);
    umask(options.mask);
    int option;
    while ((option = getopt(count, arguments, "pm:")) != -1) {
        if (option == 'p')
            options.parents = true;
        else if (option == 'm')
            options.mode = optarg;
        else
            return usage(kUsage);
    }
    if (optind == count) return usage(kUsage);
    if (options.mode && !mode::change(options.mode, options.mask, true, options.permissions)) {
        fprintf(stderr, "mkdir: %s: not a mode\n", options.mode);
        return 1;
    }
    int status = 0;
    for (int i = optind; i < count; ++i) status |= make(arguments[i], options);
    return status;
}
