// user/tests/fuzz_calls/own_folder.cpp: paths in the folder, by lot, and what a worker opens of it.
#include "own_folder.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

#define FOLDER OWN_FOLDER
constexpr usize kFolderLength = sizeof FOLDER - 1;

// Without FOLDER they are relative. Few names, so that calls meet the same ones, and three levels, so that folders get in each other.
constexpr const char* kPaths[] = {FOLDER "/a",      FOLDER "/b",     FOLDER "/c",       FOLDER "/d",
                                  FOLDER "/a/a",    FOLDER "/a/b",   FOLDER "/a/b/c",   FOLDER "/b/a",
                                  FOLDER "/b/c",    FOLDER "/b/c/d", FOLDER "/c/a/b",   FOLDER "/c/d",
                                  FOLDER "/d/d/d",  FOLDER "/a/",    FOLDER "/b/./a",   FOLDER "//c///d/",
                                  FOLDER "/a/b/c/", FOLDER "/a/.",   FOLDER "/d/none/x"};
constexpr usize kPathCount = sizeof kPaths / sizeof kPaths[0];

// Names as long as may be, and longer; the last of them is too long for a path.
constexpr usize kLongNames[] = {200, NAME_MAX_BYTES, NAME_MAX_BYTES + 1, PATH_MAX_BYTES};
constexpr usize kLongCount = sizeof kLongNames / sizeof kLongNames[0];

struct LongPath {
    char text[kFolderLength + 1 + PATH_MAX_BYTES + 1];
};
const LongPath* long_paths() {
    static LongPath paths[kLongCount] = {};
    for (usize i = 0; i < kLongCount && paths[i].text[0] == 0; i++) {
        memset(paths[i].text + kFolderLength + 1, 'n', kLongNames[i]);
        memcpy(paths[i].text, FOLDER "/", kFolderLength + 1);
    }
    return paths;
}

} // namespace

void own_folder::open_in_worker() {
    (void)long_paths(); // made here, while there is one thread
    const int fd = open(FOLDER, O_RDONLY | O_DIRECTORY);
    dup3(fd, kOwnFolderFd, O_CLOEXEC);
    close(fd);
    (void)open(FOLDER "/a", O_RDWR | O_CREAT, 0644);
    (void)open(FOLDER "/b", O_RDWR | O_CREAT | O_APPEND, 0644);
}

const char* own_folder::absolute_path(Random& random) {
    const u64 lot = random.below(100);
    return lot < kLongCount ? long_paths()[lot].text : kPaths[random.below(kPathCount)];
}

const char* own_folder::relative_path(Random& random) {
    const char* path = absolute_path(random) + kFolderLength;
    while (*path == '/') path++;
    return path;
}
