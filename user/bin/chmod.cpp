// user/bin/chmod.cpp: changes what may be done with files.
#include "mode.h"
#include "paths.h"

namespace {

constexpr const char* kUsage = "chmod [-R] mode file...";

struct Change {
    const char* mode;
    mode_t mask;
    bool all; // -R: and what is in directories
};

int change(Path& path, const Change& wanted, bool named) {
    struct stat file;
    // Links that are named are followed; those found on the way are not, and have no permissions of their own.
    if ((named ? stat(path.text(), &file) : lstat(path.text(), &file)) < 0)
        return complain("chmod", path.text());
    if (S_ISLNK(file.st_mode)) return 0;
    mode_t permissions = file.st_mode & mode::kAll;
    bool directory = S_ISDIR(file.st_mode);
    mode::change(wanted.mode, wanted.mask, directory, permissions);
    if (chmod(path.text(), permissions) < 0) return complain("chmod", path.text());
    if (!wanted.all || !directory) return 0;
    Names names;
    if (!names.read(path.text())) return complain("chmod", path.text());
    int status = 0;
    usize size = path.size();
    for (const char* name : names) {
        status |= path.append(name) ? change(path, wanted, false) : complain("chmod", path.text());
        path.cut(size);
    }
    return status;
}

} // namespace

// Its options are looked for by hand: -x is a mode.
int main(int, char** arguments) {
    Change wanted{};
    if (*++arguments && strcmp(*arguments, "-R") == 0) wanted.all = true, ++arguments;
    if (*arguments && strcmp(*arguments, "--") == 0) ++arguments;
    if (!arguments[0] || !arguments[1]) return usage(kUsage);
    wanted.mode = *arguments++;
    wanted.mask = umask(0);
    umask(wanted.mask);
    mode_t ignored = 0;
    if (!mode::change(wanted.mode, wanted.mask, false, ignored)) {
        fprintf(stderr, "chmod: %s: not a mode\n", wanted.mode);
        return usage(kUsage);
    }
    static Path path;
    int status = 0;
    for (; *arguments; ++arguments)
        status |= path.set(*arguments) ? change(path, wanted, true) : complain("chmod", *arguments);
    return status;
}
