// user/bin/rm.cpp: removes files, and with -r directories with all that is in them.
#include "paths.h"

namespace {

constexpr const char* kUsage = "rm [-fir] file...";

struct Options {
    bool force = false; // -f: what is not there is no mistake
    bool ask = false;   // -i
    bool all = false;   // -r: directories, too
};

int remove(Path& path, const Options& options);

// Its contents, then itself.
int remove_directory(Path& path, const Options& options) {
    if (!options.all) {
        errno = EISDIR;
        return complain("rm", path.text());
    }
    if (options.ask && !ask("rm: go down into directory %s? ", path.text())) return 0;
    int status = 0;
    {
        Names names;
        if (!names.read(path.text())) return complain("rm", path.text());
        usize size = path.size();
        for (const char* name : names) {
            bool fits = path.append(name);
            status |= fits ? remove(path, options) : complain("rm", path.text());
            path.cut(size);
        }
    }
    if (status) return status; // it is not empty, and why has been said
    if (options.ask && !ask("rm: remove directory %s? ", path.text())) return 0;
    return rmdir(path.text()) < 0 ? complain("rm", path.text()) : 0;
}

int remove(Path& path, const Options& options) {
    struct stat file;
    if (lstat(path.text(), &file) < 0) {
        bool gone = errno == ENOENT || errno == ENOTDIR;
        return options.force && gone ? 0 : complain("rm", path.text());
    }
    if (S_ISDIR(file.st_mode)) return remove_directory(path, options);
    if (options.ask && !ask("rm: remove %s? ", path.text())) return 0;
    return unlink(path.text()) < 0 ? complain("rm", path.text()) : 0;
}

int remove_named(const char* name, const Options& options) {
    LastName last(name);
    if (last.is(".") || last.is("..") || last.is("/")) {
        fprintf(stderr, "rm: %s: what one stands in, or on, is not removed\n", name);
        return 1;
    }
    static Path path;
    return path.set(name) ? remove(path, options) : complain("rm", name);
}

} // namespace

int main(int count, char** arguments) {
    Options options;
    int option;
    while ((option = getopt(count, arguments, "firR")) != -1) {
        switch (option) {
        case 'f': options.force = true, options.ask = false; break;
        case 'i': options.ask = true, options.force = false; break;
        case 'r':
        case 'R': options.all = true; break;
        default: return usage(kUsage);
        }
    }
    if (optind == count) return options.force ? 0 : usage(kUsage);
    int status = 0;
    for (int i = optind; i < count; ++i) status |= remove_named(arguments[i], options);
    return status;
}
