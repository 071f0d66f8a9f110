// user/bin/which.cpp: where in PATH programs are found.
#include "tool.h"

#include <limits.h>
#include <sys/stat.h>

namespace {

bool is_program(const char* path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

bool print_place(const char* name) {
    if (strchr(name, '/')) {
        if (is_program(name)) puts(name);
        return is_program(name);
    }
    const char* folder = getenv("PATH");
    while (folder && *name) {
        const char* end = strchrnul(folder, ':');
        char path[PATH_MAX];
        int length = snprintf(path, sizeof path, "%.*s/%s", static_cast<int>(end - folder), folder, name);
        if (length < PATH_MAX && is_program(path)) {
            puts(path);
            return true;
        }
        folder = *end ? end + 1 : nullptr;
    }
    return false;
}

} // namespace

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind == count) return usage("which program...");
    int status = 0;
    for (int i = optind; i < count; ++i) {
        if (!print_place(arguments[i])) status = 1;
    }
    return finish("which", status);
}
