// user/bin/rmdir.cpp: removes empty directories.
#include "tool.h"

namespace {

constexpr const char* kUsage = "rmdir [-p] directory...";

// Cuts the last name off. False if there was only one.
bool cut_last_name(char* path) {
    char* end = path + strlen(path);
    while (end > path && end[-1] == '/') --end;
    while (end > path && end[-1] != '/') --end;
    while (end > path && end[-1] == '/') --end;
    *end = 0;
    return end > path;
}

} // namespace

int main(int count, char** arguments) {
    bool parents = false; // -p: then those that it was in
    int option;
    while ((option = getopt(count, arguments, "p")) != -1) {
        if (option != 'p') return usage(kUsage);
        parents = true;
    }
    if (optind == count) return usage(kUsage);
    int status = 0;
    for (int i = optind; i < count; ++i) {
        char* path = arguments[i];
        do {
            if (rmdir(path) == 0) continue;
            status = complain("rmdir", path);
            break;
        } while (parents && cut_last_name(path));
    }
    return status;
}
