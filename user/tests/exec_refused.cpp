// user/tests/exec_refused.cpp: tries to run what is no program, and goes on unharmed.
//
//   exec_refused           things that every system has
//   exec_refused FOLDER    everything in a folder, each of which must be refused with ENOEXEC
#include "leaks.h"

#include <dirent.h>
#include <stdlib.h>

namespace {

constexpr usize kHeapWords = 16 * 1024;
constexpr u64 kPattern = 0x9e37'79b9'7f4a'7c15;

// What this program has in its data and on its heap, and who it is. A call that fails may change none of it.
class Belongings {
  public:
    Belongings() : heap_(static_cast<u64*>(malloc(kHeapWords * sizeof(u64)))), pid_(getpid()) {
        if (!heap_) tap::bail_out("no memory for the heap");
        for (usize i = 0; i < kHeapWords; i++) heap_[i] = i * kPattern;
    }

    bool intact() const {
        for (usize i = 0; i < kHeapWords; i++)
            if (heap_[i] != i * kPattern) return false;
        return data_ == kPattern && getpid() == pid_;
    }

  private:
    static inline volatile u64 data_ = kPattern;
    u64* heap_;
    pid_t pid_;
};

// Both lines come from the same process: had execve thrown it away first, nobody could print them.
void must_be_refused(const Belongings& belongings, const char* path, Errno error) {
    char* const arguments[] = {const_cast<char*>(path), nullptr}; // execve changes none of its strings
    errno = 0;
    const int result = execve(path, arguments, environ);
    const i64 answer = result == -1 ? -errno : result;
    tap::fails(answer, error, tap::words("%.60s: %s", path, strerror(static_cast<int>(error))).text);
    tap::ok(belongings.intact(), "%.60s: nothing has changed", path);
}

// A pattern again and again, made by the compiler: filled now, it would count as memory that got lost.
template <usize size> struct Repeated {
    char text[size] = {};
    consteval explicit Repeated(const char* pattern) {
        const char* next = pattern;
        for (usize i = 0; i < size - 1; i++) {
            text[i] = *next++;
            if (*next == '\0') next = pattern;
        }
    }
};
constexpr Repeated<NAME_MAX_BYTES + 2> kLongName("a");
constexpr Repeated<PATH_MAX_BYTES + 1> kLongPath("/a");

void usual_things(const Belongings& belongings) {
    must_be_refused(belongings, "", Errno::noent);
    must_be_refused(belongings, "/bin/no-such-program", Errno::noent);
    must_be_refused(belongings, "/no-such-folder/true", Errno::noent);
    must_be_refused(belongings, "/bin", Errno::isdir);
    must_be_refused(belongings, "/bin/true/more", Errno::notdir);
    must_be_refused(belongings, "/dev/null", Errno::acces);
    must_be_refused(belongings, kLongName.text, Errno::nametoolong);
    must_be_refused(belongings, kLongPath.text, Errno::nametoolong);
}

struct Paths {
    char text[64][64];
    usize count = 0;
};

bool list(const char* folder, Paths& paths) {
    DIR* directory = opendir(folder);
    if (!directory) return false;
    bool all_fit = true;
    while (const dirent* entry = readdir(directory)) {
        if (entry->d_name[0] == '.') continue;
        if (paths.count == 64)
            all_fit = false;
        else
            snprintf(paths.text[paths.count++], sizeof(paths.text[0]), "%s/%s", folder, entry->d_name);
    }
    closedir(directory);
    return all_fit;
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 2) {
        fprintf(stderr, "usage: exec_refused [FOLDER]\n");
        return 2;
    }
    static Paths paths;
    if (argc == 2 && !list(argv[1], paths)) {
        fprintf(stderr, "exec_refused: cannot list all of %s\n", argv[1]);
        return EXIT_FAILURE;
    }
    const Belongings belongings;
    leaks::Watch watch;
    if (argc == 1) usual_things(belongings);
    for (usize i = 0; i < paths.count; i++) must_be_refused(belongings, paths.text[i], Errno::noexec);
    watch.ok("no memory is lost");
    return tap::done();
}
