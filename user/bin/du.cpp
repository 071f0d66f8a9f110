// user/bin/du.cpp: how much of the disk files take, and all that is in directories.
#include "paths.h"
#include "sizes.h"

namespace {

constexpr const char* kUsage = "du [-ahks] [file...]";

struct Options {
    bool files = false; // -a: each file, too, not only directories
    bool total = false; // -s: only what was named
    bool human = false; // -h
};

// Files with several names, which count once.
Array<ino_t> seen;

bool is_new(const struct stat& file) {
    if (S_ISDIR(file.st_mode) || file.st_nlink < 2) return true;
    for (ino_t number : seen)
        if (number == file.st_ino) return false;
    seen.add(file.st_ino);
    return true;
}

// In units of 1024 bytes, as -k has it, unless people are to read it.
void print(u64 bytes, const char* path, const Options& options) {
    if (options.human)
        printf("%s\t%s\n", HumanSize(bytes).text, path);
    else
        printf("%lu\t%s\n", (bytes + 1023) / 1024, path);
}

// Adds what there is at a path to bytes. 0, or 1 after a complaint.
int add(Path& path, bool named, const Options& options, u64& bytes) {
    struct stat file;
    if (lstat(path.text(), &file) < 0) return complain("du", path.text());
    if (!is_new(file)) return 0;
    u64 sum = static_cast<u64>(file.st_blocks) * 512;
    int status = 0;
    if (S_ISDIR(file.st_mode)) {
        Names names;
        if (!names.read(path.text())) status = complain("du", path.text());
        usize size = path.size();
        for (const char* name : names) {
            status |= path.append(name) ? add(path, false, options, sum) : complain("du", path.text());
            path.cut(size);
        }
    }
    bool shown = S_ISDIR(file.st_mode) || options.files;
    if (named || (shown && !options.total)) print(sum, path.text(), options);
    bytes += sum;
    return status;
}

} // namespace

int main(int count, char** arguments) {
    Options options;
    int option;
    while ((option = getopt(count, arguments, "ahks")) != -1) {
        switch (option) {
        case 'a': options.files = true; break;
        case 'h': options.human = true; break;
        case 'k': options.human = false; break;
        case 's': options.total = true; break;
        default: return usage(kUsage);
        }
    }
    static char here[] = ".";
    static char* only_here[] = {here, nullptr};
    static Path path;
    int status = 0;
    for (char** name = optind < count ? arguments + optind : only_here; *name; ++name) {
        u64 bytes = 0;
        status |= path.set(*name) ? add(path, true, options, bytes) : complain("du", *name);
    }
    return finish("du", status);
}
