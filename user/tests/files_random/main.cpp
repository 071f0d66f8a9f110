// user/tests/files_random/main.cpp: files are made, written, renamed and removed by lot, and compared with a model.
//
//   files_random [SEED [STEPS [FOLDER [tell]]]]
//
// The folder is made; when all is well, what is in it stays there if it was given. With `tell` the program prints what is
// on the disk from when on (tests/power_cuts.py reads it).
#include "../tap.h"
#include "script.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

i64 or_error(i64 answer) { return answer < 0 ? -errno : answer; }

class PosixFiles final : public script::Files {
  public:
    explicit PosixFiles(bool tells) : tells_(tells) {}

    i64 open(const char* path, int flags) override { return or_error(::open(path, flags, 0644)); }
    i64 close(i64 handle) override { return or_error(::close(descriptor(handle))); }
    i64 write(i64 handle, const u8* bytes, usize count, u64 offset) override {
        return or_error(pwrite(descriptor(handle), bytes, count, static_cast<i64>(offset)));
    }
    i64 read(i64 handle, u8* bytes, usize count, u64 offset) override {
        return or_error(pread(descriptor(handle), bytes, count, static_cast<i64>(offset)));
    }
    i64 truncate(i64 handle, u64 size) override {
        return or_error(ftruncate(descriptor(handle), static_cast<i64>(size)));
    }
    i64 fsync(i64 handle) override { return or_error(::fsync(descriptor(handle))); }
    i64 mkdir(const char* path) override { return or_error(::mkdir(path, 0755)); }
    i64 unlink(const char* path) override { return or_error(::unlink(path)); }
    i64 rmdir(const char* path) override { return or_error(::rmdir(path)); }
    i64 link(const char* from, const char* to) override { return or_error(::link(from, to)); }
    i64 symlink(const char* target, const char* path) override { return or_error(::symlink(target, path)); }
    i64 readlink(const char* path, char* target, usize size) override {
        return or_error(::readlink(path, target, size));
    }
    i64 rename(const char* from, const char* to) override { return or_error(::rename(from, to)); }
    i64 stat(const char* path, struct stat& answer) override { return or_error(lstat(path, &answer)); }
    i64 list(const char* path, void (*each)(void* context, const char* name), void* context) override {
        DIR* directory = opendir(path);
        if (!directory) return -errno;
        while (const dirent* entry = readdir(directory)) each(context, entry->d_name);
        return or_error(closedir(directory));
    }
    void tell(const char* line) override {
        if (tells_) printf("@%s\n", line);
    }
    void differs(const char* what) override { tap::bail_out("%s", what); }

  private:
    static int descriptor(i64 handle) { return static_cast<int>(handle); }
    const bool tells_;
};

u64 argument_or(int argc, char** argv, int which, u64 otherwise) {
    return argc > which ? strtoul(argv[which], nullptr, 10) : otherwise;
}

} // namespace

int main(int argc, char** argv) {
    const u64 seed = argument_or(argc, argv, 1, 11);
    const u64 steps = argument_or(argc, argv, 2, 600);
    const char* folder = argc > 3 ? argv[3] : "/tmp/files_random";
    static PosixFiles files(argc > 4);
    if (mkdir(folder, 0755) != 0) tap::bail_out("%s cannot be made: %s", folder, strerror(errno));
    static script::Script script(files, folder, seed, {.may_be_full = true});
    for (u64 step = 0; step < steps; step++) {
        script.step();
        if (step % 256 == 255) script.compare();
    }
    tap::ok(true, "%lu operations on files of all kinds answer what they should", steps);
    script.close_all();
    script.compare();
    script.sync();
    tap::ok(true, "and the tree has what it should have");
    tap::note("the disk was full %u times", script.full());
    if (argc <= 3) {
        script.clear();
        tap::ok(true, "and all of it can be removed again");
    }
    return tap::done();
}
