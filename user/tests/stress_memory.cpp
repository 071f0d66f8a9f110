// user/tests/stress_memory.cpp: fork and execve on the edge, with all kinds of small numbers of pages left.
#include "child.h"
#include "hog.h"
#include "leaks.h"
#include "tap.h"

namespace {

constexpr u64 kPagesLeft[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                              12, 13, 14, 15, 16, 17, 18, 19, 20, 25, 30, 50};

// Whoever needs a page of its own that is not there any more is ended; whatever else happens is ENOMEM, or works.
int fork_and_execute(u64 pages_left) {
    Hog hog;
    hog.take_all_but(pages_left);
    const pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/true", "true", nullptr);
        _exit(errno == ENOMEM ? 1 : 2);
    }
    if (pid < 0 && errno != ENOMEM) return 3;
    if (pid > 0) {
        const auto ending = child::ending_of(pid);
        const bool good =
            ending == child::exits(0) || ending == child::exits(1) || ending == child::ends_by(SIGKILL);
        if (!good) return 4;
    }
    hog.give_back();
    return child::run([] { return execl("/bin/true", "true", nullptr); }) == child::exits(0) ? 0 : 5;
}

// execve alone: when there is no memory for the new program, the old one goes on as it was.
int execute(u64 pages_left) {
    static char data[3 * Hog::kPage];
    memset(data, 'd', sizeof data);
    Hog hog;
    hog.take_all_but(pages_left);
    execl("/bin/true", "true", nullptr);
    const int error = errno;
    hog.give_back();
    for (const char byte : data)
        if (byte != 'd') return 6;
    if (error != ENOMEM) return 7;
    return execl("/bin/true", "true", nullptr);
}

} // namespace

int main() {
    leaks::Watch watch;
    {
        tap::All all("fork with very few pages left works, or fails with ENOMEM, or a program ends");
        for (const u64 left : kPagesLeft) {
            const auto ending = child::run([left] { return fork_and_execute(left); });
            all.check(ending == child::exits(0) || ending == child::ends_by(SIGKILL), "with %lu pages: %s",
                      left, in_words(ending).text);
        }
    }
    watch.ok("nothing is lost by forks on the edge");
    {
        tap::All all("execve with very few pages left works, or fails with ENOMEM and changes nothing");
        for (const u64 left : {0, 1, 2, 3, 4, 6, 8, 10, 12, 15, 20, 30, 50}) {
            const auto ending = child::run([left] { return execute(left); });
            all.check(ending == child::exits(0) || ending == child::ends_by(SIGKILL), "with %lu pages: %s",
                      left, in_words(ending).text);
        }
    }
    watch.ok("nothing is lost by execs on the edge");
    return tap::done();
}
