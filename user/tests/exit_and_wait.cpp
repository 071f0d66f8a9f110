// user/tests/exit_and_wait.cpp: children end, and their parent learns how: each once, none lost.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <stdlib.h>

namespace {

void every_exit_status() {
    tap::All all("every exit status from 0 to 255 arrives");
    for (int status = 0; status < 256; status++)
        all.equal(child::run([status] { return status; }), child::exits(status), "the status");
    all.equal(child::run([] { return 256 + 7; }), child::exits(7), "of 263 the low eight bits");
    all.equal(child::run([] { return -1; }), child::exits(255), "of -1 the low eight bits");
}

void pids() {
    tap::All all("a pid is positive, new each time, and the one that the child itself sees");
    pid_t last = getpid();
    for (int i = 0; i < 200; i++) {
        int ends[2];
        if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
        const pid_t parent = getpid();
        const pid_t pid = child::start([&] {
            const pid_t self = getpid();
            (void)write(ends[1], &self, sizeof self);
            return getppid() == parent ? 0 : 1;
        });
        all.check(pid > last, "pid %d after %d", pid, last);
        all.equal(child::ending_of(pid), child::exits(0), "the child knows its parent");
        pid_t told = 0;
        all.equal(read(ends[0], &told, sizeof told), sizeof told, "what the child told");
        all.equal(told, pid, "its own pid");
        close(ends[0]);
        close(ends[1]);
        last = pid;
    }
}

// Many children that wait for one thing and then end at the same time.
void all_at_once() {
    constexpr int kChildren = 60;
    tap::All all("children that end at the same time are all told of, once each");
    for (int round = 0; round < 5; round++) {
        int ends[2];
        if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
        pid_t pids[kChildren];
        for (int i = 0; i < kChildren; i++) {
            pids[i] = child::start([&, i] {
                char byte;
                close(ends[1]);
                (void)read(ends[0], &byte, 1);
                return i;
            });
        }
        close(ends[0]);
        close(ends[1]);
        bool seen[kChildren] = {};
        for (int i = 0; i < kChildren; i++) {
            int status = 0;
            const pid_t pid = wait(&status);
            const int which = WEXITSTATUS(status);
            if (!all.check(pid > 0 && which < kChildren, "wait answers %d", pid)) break;
            all.equal(pids[which], pid, "the pid");
            all.check(!seen[which], "child %d comes twice", which);
            seen[which] = true;
        }
        all.equal(wait(nullptr), -1, "one more wait");
        all.equal(int{errno}, static_cast<int>(ECHILD), "its reason");
    }
}

void which_child() {
    tap::All all("waitpid waits for whom it is asked to: a pid, a group, one's own group, anybody");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const auto sleeper = [&] {
        char byte;
        close(ends[1]);
        (void)read(ends[0], &byte, 1);
        return 1;
    };
    const pid_t slow = child::start(sleeper);
    const pid_t first = child::start([] { return 2; });
    const pid_t second = child::start([] { return 3; });
    const pid_t grouped = child::start([] { return setpgid(0, 0) == 0 ? 4 : 5; });
    for (const pid_t pid : {first, second, grouped})
        all.check(child::becomes(pid, PROCESS_ZOMBIE), "pid %d ends", pid);

    int status = 0;
    all.equal(waitpid(slow, &status, WNOHANG), 0, "WNOHANG, for one that runs");
    all.equal(waitpid(second, &status, 0), second, "the second");
    all.equal(child::Ending{status}, child::exits(3), "its status");
    all.equal(waitpid(second, &status, 0), -1, "the second again");
    all.equal(waitpid(-grouped, &status, 0), grouped, "the one in a group of its own, by its group");
    all.equal(child::Ending{status}, child::exits(4), "its status");
    all.equal(waitpid(-grouped, &status, WNOHANG), -1, "that group again");
    all.equal(waitpid(0, &status, WNOHANG), first, "the own group");
    all.equal(child::Ending{status}, child::exits(2), "its status");
    all.equal(waitpid(0, &status, WNOHANG), 0, "the own group, where one still runs");
    all.equal(waitpid(-1, nullptr, WNOHANG), 0, "anybody");
    all.equal(waitpid(getpid(), nullptr, WNOHANG), -1, "oneself");
    all.equal(waitpid(1, nullptr, WNOHANG), -1, "init");
    all.equal(waitpid(0x7fff'fff0, nullptr, WNOHANG), -1, "nobody");
    all.equal(int{errno}, static_cast<int>(ECHILD), "the reason");
    all.equal(waitpid(-0x7fff'fff0, nullptr, WNOHANG), -1, "no group");
    all.equal(waitpid(-1, nullptr, 0x100), -1, "an unknown flag");
    all.equal(int{errno}, static_cast<int>(EINVAL), "the reason");
    close(ends[1]);
    close(ends[0]);
    all.equal(waitpid(slow, &status, 0), slow, "the slow one");
    all.equal(child::Ending{status}, child::exits(1), "its status");
}

// A grandchild is no child: its parent waits for it, or init does.
void orphans() {
    tap::All all("an orphan becomes a child of init, which buries it");
    int ends[2];
    int ready[2];
    int go[2];
    if (pipe2(ends, 0) != 0 || pipe2(ready, 0) != 0 || pipe2(go, 0) != 0) tap::bail_out("no pipe");
    struct Told {
        pid_t self, before, after;
    };
    const pid_t middle = child::start([&] {
        child::start([&] {
            char byte = 0;
            close(go[1]);
            const pid_t before = getppid();
            (void)write(ready[1], &byte, 1);
            (void)read(go[0], &byte, 1); // until its parent is gone
            const Told told{getpid(), before, getppid()};
            (void)write(ends[1], &told, sizeof told);
            return 0;
        });
        char byte;
        return read(ready[0], &byte, 1) == 1 ? 0 : 1;
    });
    all.equal(child::ending_of(middle), child::exits(0), "the parent in between");
    close(go[0]);
    close(go[1]);
    Told told{};
    all.equal(read(ends[0], &told, sizeof told), static_cast<ssize_t>(sizeof told), "what the orphan told");
    all.equal(told.before, middle, "its first parent");
    all.equal(told.after, 1, "its second parent");
    all.equal(waitpid(told.self, nullptr, 0), -1, "a grandparent's wait");
    all.check(child::comes_about([&] { return kill(told.self, SIGNONE) == -1 && errno == ESRCH; }),
              "the orphan was never buried");
    for (const int fd : {ends[0], ends[1], ready[0], ready[1]}) close(fd);
}

// Zombies whose parent ends are buried as well.
void orphaned_zombies() {
    const auto ending = child::run([] {
        pid_t last = 0;
        for (int i = 0; i < 20; i++) last = child::start([] { return 0; });
        return child::becomes(last, PROCESS_ZOMBIE) ? 0 : 1;
    });
    tap::equal(ending, child::exits(0), "a parent of 20 zombies ends without having waited for them");
}

// A wait that blocks in one process does not keep others from ending.
int chain(int length) {
    if (length == 0) {
        (void)sys::sleep(2 * child::kMillisecond);
        return 40;
    }
    return WEXITSTATUS(child::run([length] { return chain(length - 1); }).status) + 1;
}

void a_chain() {
    tap::equal(child::run([] { return chain(20); }), child::exits(60),
               "a chain of processes, each of which waits for the next, ends in order");
}

} // namespace

int main() {
    leaks::Watch watch;
    every_exit_status();
    pids();
    all_at_once();
    which_child();
    orphans();
    orphaned_zombies();
    a_chain();
    watch.ok("all those children left nothing behind");
    return tap::done();
}
