// user/tests/fuzz_calls/main.cpp: calls of all rows of the table, made up by lot: answers are lawful, and nothing is lost.
//
//   /tests/fuzz_calls [CALLS [SEED [PROGRAM]]]
//
// Workers are processes with several threads each; with a program, which may be one for Linux, they run that (tests/linux/fuzz). Which calls a thread makes follows from the seed, the worker, its
// generation and the thread; what the others do meanwhile does not, unless there is one hart that counts instructions.
#include "../child.h"
#include "../leaks.h"
#include "../tap.h"
#include "own_folder.h"
#include "report.h"
#include "worker.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/statfs.h>

namespace {

constexpr u32 kWorkers = 2;
constexpr u32 kThreads = 3;
constexpr u32 kCallsOfAThread = 1500; // then another worker goes on, with everything in order
constexpr u64 kRound = 50'000;        // calls; after each round nothing is lost
constexpr int kPatience = 8;          // a worker of which so many times nothing is heard is ended

struct Slot {
    pid_t pid;
    u32 generation;
    int silent; // how often it was silent since its last report
};

class Fuzzer {
  public:
    // Without a program the workers go on with this one.
    Fuzzer(u64 seed, const char* program) : seed_(seed), program_(program) {
        int ends[2];
        if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
        reader_ = ends[0];
        writer_ = ends[1];
        remember_others();
    }

    // Whether all answers were lawful.
    bool round(u64 calls) {
        calls_ = 0;
        while (calls_ < calls && !failed_) {
            for (u32 worker = 0; worker < kWorkers; worker++)
                if (slots_[worker].pid == 0) start(worker);
            listen();
            bury();
        }
        end_all();
        return !failed_;
    }
    u64 calls() const { return calls_; }
    u32 generations() const { return slots_[0].generation + slots_[1].generation; }

  private:
    void start(u32 worker) {
        Slot& slot = slots_[worker];
        slot.silent = 0;
        const Work task{seed_, worker, slot.generation++, kCallsOfAThread, kThreads};
        slot.pid = child::start([&] {
            dup3(writer_, kReportFd, program_ ? 0 : O_CLOEXEC);
            if (!program_) work(task);
            return become(task);
        });
        if (slot.pid < 0) tap::bail_out("no worker");
    }

    int become(const Work& task) const {
        const u64 numbers[] = {task.seed, task.worker, task.generation, task.calls, task.threads};
        char words[5][24];
        for (usize i = 0; i < 5; i++) snprintf(words[i], sizeof words[i], "%lu", numbers[i]);
        execl(program_, program_, words[0], words[1], words[2], words[3], words[4], nullptr);
        return 1;
    }

    // Reads a report, if one comes soon.
    void listen() {
        pollfd entry{reader_, POLLIN, 0};
        if (poll(&entry, 1, 100) <= 0) {
            for (u32 worker = 0; worker < kWorkers; worker++) hurry(slots_[worker]);
            return;
        }
        Report report;
        if (read(reader_, &report, sizeof report) != sizeof report) return;
        if (report.failure[0]) {
            failed_ = true;
            report.failure[sizeof report.failure - 1] = 0;
            tap::note("not lawful: seed %lu, %s", seed_, report.failure);
        }
        if (report.worker >= kWorkers) return;
        calls_ += report.calls;
        slots_[report.worker].silent = 0;
    }

    // A worker may have stopped itself, or wait with all signals blocked.
    static void hurry(Slot& slot) {
        kill(slot.pid, SIGCONT);
        if (++slot.silent >= kPatience) kill(slot.pid, SIGKILL);
    }

    void bury() {
        int status = 0;
        for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
            for (Slot& slot : slots_)
                if (slot.pid == pid) slot.pid = 0;
    }

    // Workers, and what they have left behind.
    void end_all() {
        for (Slot& slot : slots_) {
            if (slot.pid == 0) continue;
            kill(slot.pid, SIGKILL);
            const auto ending = child::ending_within(slot.pid, child::kLong);
            if (ending == child::kStillRuns) tap::bail_out("worker %d can not be ended", slot.pid);
            slot.pid = 0;
        }
        static ProcessInfo list[PROCESSES_MAX];
        const usize count = sys::process_list(list, PROCESSES_MAX).value();
        for (usize i = 0; i < count && i < PROCESSES_MAX; i++)
            if (!was_there(list[i].pid)) kill(list[i].pid, SIGKILL);
        pollfd entry{reader_, POLLIN, 0};
        Report old;
        while (poll(&entry, 1, 0) > 0) (void)read(reader_, &old, sizeof old);
    }

    // Others are not touched: the shell, if it has started this.
    void remember_others() { others_ = sys::process_list(others_list_, PROCESSES_MAX).value(); }
    bool was_there(pid_t pid) const {
        for (usize i = 0; i < others_; i++)
            if (others_list_[i].pid == pid) return true;
        return false;
    }

    static inline ProcessInfo others_list_[PROCESSES_MAX];
    usize others_ = 0;
    u64 seed_;
    const char* program_;
    int reader_;
    int writer_;
    u64 calls_ = 0;
    bool failed_ = false;
    Slot slots_[kWorkers] = {};
};

// What is free on the disk, when nobody has a file open that has lost its name.
struct Free {
    u64 blocks;
    u64 files;
    bool operator==(const Free&) const = default;
};
Free free_on_disk() {
    struct statfs info = {};
    statfs("/tmp", &info);
    return {info.f_bfree, info.f_ffree};
}

// With all configurations of `make test` it is a million calls. Where four harts share two of the host's, a call takes
// longer.
u64 usual_calls() {
    SystemInfo info{};
    (void)sys::system_info(&info);
    return info.harts == 1 ? 400'000 : 110'000;
}

} // namespace

int main(int argc, char** argv) {
    const u64 wanted = argc > 1 ? strtoul(argv[1], nullptr, 10) : usual_calls();
    const u64 seed = argc > 2 ? strtoul(argv[2], nullptr, 10) : 1;
    const TerminalMode mode = sys::terminal_mode(kStandardInput, TERMINAL_ASK).value();
    const Pid group = sys::terminal_group(kStandardInput, Pid(0)).value();
    Fuzzer fuzzer(seed, argc > 3 ? argv[3] : nullptr);
    leaks::Watch watch;
    const Free before = free_on_disk();
    u64 calls = 0;
    for (bool lawful = true; lawful && calls < wanted; calls += fuzzer.calls()) {
        own_folder::make();
        lawful = fuzzer.round(wanted - calls < kRound ? wanted - calls : kRound);
        (void)sys::terminal_group(kStandardInput, group);
        (void)sys::terminal_mode(kStandardInput, mode);
        tap::ok(lawful,
                "%lu calls by %u workers so far: every answer is a value of its type, or an error of its row "
                "[0.7] [0.10]",
                fuzzer.calls(), fuzzer.generations());
        own_folder::remove();
        watch.ok("and nothing is lost");
        tap::ok(free_on_disk() == before, "nor on the disk");
    }
    return tap::done();
}
