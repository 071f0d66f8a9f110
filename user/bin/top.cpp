// user/bin/top.cpp: what the machine is busy with, again each second: harts, and the threads that ran most lately.
#include "tool.h"

#include <poll.h>
#include <stile.h>
#include <time.h>

namespace {

constexpr const char* kUsage = "top [-b] [-n times]";
constexpr size_t kRowsOnScreen = 18; // with the lines above, these fit on 24
constexpr size_t kAllRows = THREADS_MAX;
constexpr unsigned long kKibibytesPerPage = 4;
constexpr unsigned long kNanosecondsPerMillisecond = 1000000;
constexpr int kSecond = 1000; // milliseconds

// The system at one moment. The threads come in the order of their numbers.
struct Moment {
    struct SystemInfo system;
    struct ThreadInfo threads[THREADS_MAX];
    size_t count;
};
Moment moments[2]; // the last one, and the one before; at first there was nothing before

struct Row {
    const struct ThreadInfo* thread;
    unsigned long recent; // nanoseconds on a hart since the moment before
};
Row rows[THREADS_MAX];

int in_order(const void* left, const void* right) {
    return static_cast<const ThreadInfo*>(left)->tid - static_cast<const ThreadInfo*>(right)->tid;
}

bool take(Moment& moment) {
    const ssize_t count = thread_list(moment.threads, THREADS_MAX);
    if (count < 0 || system_info(&moment.system) < 0) return false;
    moment.count = static_cast<size_t>(count);
    qsort(moment.threads, moment.count, sizeof *moment.threads, in_order);
    return true;
}

int busiest_first(const void* left, const void* right) {
    const Row& a = *static_cast<const Row*>(left);
    const Row& b = *static_cast<const Row*>(right);
    if (a.recent != b.recent) return a.recent > b.recent ? -1 : 1;
    return a.thread->tid - b.thread->tid;
}

void fill_rows(const Moment& now, const Moment& before) {
    size_t old = 0;
    for (size_t i = 0; i < now.count; ++i) {
        const struct ThreadInfo& thread = now.threads[i];
        while (old < before.count && before.threads[old].tid < thread.tid) ++old;
        const bool known = old < before.count && before.threads[old].tid == thread.tid;
        rows[i] = {&thread, thread.run_time - (known ? before.threads[old].run_time : 0)};
    }
    qsort(rows, now.count, sizeof *rows, busiest_first);
}

// Thousandths of the whole, at most all of them.
unsigned long share(unsigned long part, unsigned long whole) {
    const unsigned long thousandths = whole ? part / (whole / 1000 + 1) : 0;
    return thousandths < 1000 ? thousandths : 1000;
}

// Each line clears what the one before it on the screen has left.
const char* line_end = "\n";

void print_harts(const Moment& now, const Moment& before, unsigned long time) {
    printf("%u hart%s busy:", now.system.harts, now.system.harts == 1 ? "" : "s");
    for (unsigned hart = 0; hart < now.system.harts; ++hart) {
        const unsigned long idle = now.system.hart_idle_time[hart] - before.system.hart_idle_time[hart];
        const unsigned long busy = 1000 - share(idle, time);
        printf(" %3lu.%lu%%", busy / 10, busy % 10);
    }
    fputs(line_end, stdout);
}

void print_system(const Moment& now, const Moment& before, unsigned long time) {
    const struct SystemInfo& system = now.system;
    printf("up %lu s, %lu of %lu KiB free, %u processes, %u threads, %u open files%s",
           system.uptime / 1000000000, system.free_pages * kKibibytesPerPage,
           system.total_pages * kKibibytesPerPage, system.processes, system.threads, system.open_files,
           line_end);
    print_harts(now, before, time);
    printf("%s  TID   PID S HART   BUSY      TIME NAME%s", line_end, line_end);
}

void print_row(const Row& row, unsigned long time) {
    const struct ThreadInfo& thread = *row.thread;
    const unsigned long busy = share(row.recent, time);
    const unsigned long milliseconds = thread.run_time / kNanosecondsPerMillisecond;
    printf("%5d %5d %c %4d %3lu.%lu%% %5lu.%03lu %s%s", thread.tid, thread.pid,
           static_cast<char>(thread.state), thread.hart, busy / 10, busy % 10, milliseconds / 1000,
           milliseconds % 1000, thread.name, line_end);
}

void show(const Moment& now, const Moment& before, size_t most) {
    const unsigned long time = now.system.uptime - before.system.uptime;
    fill_rows(now, before);
    print_system(now, before, time);
    for (size_t i = 0; i < now.count && i < most; ++i) print_row(rows[i], time);
}

// The terminal as long as it belongs to this program: each key at once, and Ctrl-C is one of them.
class Screen {
  public:
    explicit Screen(bool wanted) : before_(wanted ? terminal_mode(STDIN_FILENO, TERMINAL_RAW) : -1) {
        if (!is_on()) return;
        line_end = "\x1b[K\n"; // clears the rest of the line
        fputs("\x1b[2J", stdout);
    }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen() {
        if (is_on()) terminal_mode(STDIN_FILENO, before_);
    }
    bool is_on() const { return before_ >= 0; }
    void begin() const {
        if (is_on()) fputs("\x1b[H", stdout); // to the top left
    }
    void end() const {
        if (is_on()) fputs("\x1b[J", stdout); // what is below goes
        fflush(stdout);
    }

    // Waits for a second, or a key; false if that one ends the program.
    bool pause() const {
        if (!is_on()) return poll(nullptr, 0, kSecond) == 0;
        struct pollfd keyboard = {STDIN_FILENO, POLLIN, 0};
        if (poll(&keyboard, 1, kSecond) <= 0) return true;
        char key = 'q';
        if (read(STDIN_FILENO, &key, 1) != 1) return false;
        constexpr char kControlC = 'C' & 0x1f;
        return key != 'q' && key != kControlC;
    }

  private:
    const int before_; // the mode; -1 if there is no terminal, or none is wanted
};

bool run(const Screen& screen, unsigned long times) {
    for (unsigned long turn = 0;; ++turn) {
        Moment& now = moments[turn % 2];
        if (!take(now)) return false;
        screen.begin();
        show(now, moments[(turn + 1) % 2], screen.is_on() ? kRowsOnScreen : kAllRows);
        screen.end();
        if (turn + 1 == times || !screen.pause()) return true;
        if (!screen.is_on()) putchar('\n');
    }
}

bool parse_times(const char* text, unsigned long& times) {
    char* end = nullptr;
    times = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && times > 0;
}

} // namespace

int main(int count, char** arguments) {
    bool batch = false;
    unsigned long times = 0; // without end
    int option;
    while ((option = getopt(count, arguments, "bn:")) != -1) {
        if (option == 'b')
            batch = true;
        else if (option != 'n' || !parse_times(optarg, times))
            return usage(kUsage);
    }
    if (optind < count) return usage(kUsage);
    bool done;
    {
        const Screen screen(!batch && isatty(STDOUT_FILENO));
        done = run(screen, times);
    }
    return done ? finish("top", 0) : complain("top", "thread_list");
}
