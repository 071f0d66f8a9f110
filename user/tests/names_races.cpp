// user/tests/names_races.cpp: several processes that want the same name: one gets it, and nothing is lost or left over.
#include "child.h"
#include "leaks.h"
#include "looking.h"
#include "random.h"
#include "tap.h"
#include <dirent.h>
#include <string.h>

namespace {

constexpr u64 kRacers = 4;
constexpr int kRounds = 60;

// Runs the same in several processes at once, each with its number; the sum of what they return.
template <class Function> int sum_of_all(Function function) {
    pid_t pids[kRacers];
    for (u64 i = 0; i < kRacers; i++) pids[i] = child::start([&] { return function(i); });
    int sum = 0;
    for (const pid_t pid : pids) {
        const auto ending = child::ending_of(pid);
        sum += WIFEXITED(ending.status) ? WEXITSTATUS(ending.status) : 1000;
    }
    return sum;
}

void one_wins() {
    tap::All all("of several that make, or remove, the same name at the same time, one succeeds");
    for (int round = 0; round < 8; round++) {
        all.equal(sum_of_all([](u64) { return open_raw("x", O_WRONLY | O_CREAT | O_EXCL) >= 0 ? 1 : 0; }), 1,
                  "open");
        all.equal(sum_of_all([](u64) { return link("x", "y") == 0 ? 1 : 0; }), 1, "link");
        all.equal(sum_of_all([](u64) { return rename("y", "z") == 0 ? 1 : 0; }), 1, "rename");
        all.equal(sum_of_all([](u64) { return unlink("x") == 0 ? 1 : 0; }), 1, "unlink");
        all.equal(sum_of_all([](u64) { return unlink("z") == 0 ? 1 : 0; }), 1, "unlink");
        all.equal(sum_of_all([](u64) { return mkdir("d", 0755) == 0 ? 1 : 0; }), 1, "mkdir");
        all.equal(sum_of_all([](u64) { return rmdir("d") == 0 ? 1 : 0; }), 1, "rmdir");
    }
}

i64 make_or_open(const char* path) {
    const int fd = open(path, O_WRONLY | O_CREAT, 0644);
    if (fd < 0) return -errno;
    close(fd);
    return 0;
}

// Whatever they do, each call succeeds or has lost to somebody.
int play(u64 number) {
    Random random(number + 1);
    for (int i = 0; i < kRounds; i++) {
        const char* const kNames[] = {"a", "b", "c", "d/a", "d/b"};
        const char* one = kNames[random.below(5)];
        const char* other = kNames[random.below(5)];
        const u64 what = random.below(6);
        i64 answer = 0;
        if (what == 0) answer = make_or_open(one);
        if (what == 1) answer = sys::linkat.raw(kCurrentDirectory, one, kCurrentDirectory, other, AT_DEFAULT);
        if (what == 2) answer = sys::unlinkat.raw(kCurrentDirectory, one, AT_DEFAULT);
        if (what == 3) answer = sys::renameat.raw(kCurrentDirectory, one, kCurrentDirectory, other);
        if (what == 4) answer = sys::mkdirat.raw(kCurrentDirectory, "d", FileMode{0755});
        if (what == 5) answer = sys::unlinkat.raw(kCurrentDirectory, "d", AT_REMOVEDIR);
        const bool lawful = answer >= 0 || answer == -ENOENT || answer == -EEXIST || answer == -ENOTEMPTY;
        if (!lawful) {
            tap::note("%lu of %s and %s: %s", what, one, other, tap::result_in_words(answer).text);
            return 1;
        }
    }
    return 0;
}

void all_at_once() {
    tap::All all(
        "several that make, link, rename and remove the same few names at random: each call is lawful");
    all.equal(sum_of_all(play), 0, "the players");
    for (const char* name : {"a", "b", "c", "d/a", "d/b"}) (void)unlink(name);
    (void)rmdir("d");
}

// Two directories that change places again and again: nobody who looks on finds a way that does not end.
void moving_directories() {
    tap::All all("directories that move while others walk through them");
    all.check(mkdir("p", 0755) == 0 && mkdir("p/q", 0755) == 0 && mkdir("r", 0755) == 0, "mkdir");
    all.equal(sum_of_all([](u64 number) {
                  char path[100];
                  for (int i = 0; i < kRounds; i++) {
                      if (number == 0) (void)rename("p/q", "r/q");
                      if (number == 1) (void)rename("r/q", "p/q");
                      if (number > 1 && chdir(i % 2 ? "p/q" : "r/q") == 0) {
                          if (!getcwd(path, sizeof path) || chdir("/tmp/races") != 0) return 1;
                      }
                  }
                  return 0;
              }),
              0, "the walkers");
    (void)rmdir("p/q");
    (void)rmdir("r/q");
    all.check(rmdir("p") == 0 && rmdir("r") == 0, "rmdir");
}

} // namespace

int main() {
    leaks::Watch watch;
    if (mkdir("/tmp/races", 0755) != 0 || chdir("/tmp/races") != 0)
        tap::bail_out("no folder: %s", strerror(errno));
    one_wins();
    all_at_once();
    moving_directories();
    tap::ok(chdir("/") == 0 && rmdir("/tmp/races") == 0, "no name is left behind");
    watch.ok("nothing else is");
    return tap::done();
}
