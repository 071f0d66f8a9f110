// user/bin/stat.cpp: what is known of files.
#include "dates.h"
#include "file_kind.h"
#include "tool.h"

#include <limits.h>

namespace {

void print_time(const char* what, time_t time) {
    printf("%s: %s\n", what, dates::Text("%Y-%m-%d %H:%M:%S %Z", time).text);
}

// Where a symbolic link leads is part of what it is.
void print_name(const char* name, const struct stat& file) {
    printf("  File: %s", name);
    char target[PATH_MAX];
    ssize_t size = S_ISLNK(file.st_mode) ? readlink(name, target, sizeof target) : -1;
    if (size >= 0) printf(" -> %.*s", static_cast<int>(size), target);
    putchar('\n');
}

void print(const char* name, const struct stat& file) {
    print_name(name, file);
    printf("  Kind: %s\n", file_kind(file.st_mode).name);
    printf("  Size: %ld bytes, %ld blocks of 512\n", static_cast<long>(file.st_size),
           static_cast<long>(file.st_blocks));
    if (S_ISCHR(file.st_mode) || S_ISBLK(file.st_mode)) {
        printf("Device: %lu, %lu\n", major_number(file.st_rdev), minor_number(file.st_rdev));
    }
    printf(" Inode: %lu, %lu link%s\n", static_cast<unsigned long>(file.st_ino),
           static_cast<unsigned long>(file.st_nlink), file.st_nlink == 1 ? "" : "s");
    printf("  Mode: %04o %s, owner %u, group %u\n", file.st_mode & 07777u, ModeText(file.st_mode).text,
           file.st_uid, file.st_gid);
    print_time("Access", file.st_atime);
    print_time("Modify", file.st_mtime);
    print_time("Change", file.st_ctime);
}

} // namespace

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind == count) return usage("stat file...");
    int status = 0;
    for (int i = optind; i < count; ++i) {
        struct stat file;
        if (lstat(arguments[i], &file) < 0)
            status = complain("stat", arguments[i]);
        else
            print(arguments[i], file);
    }
    return finish("stat", status);
}
