// user/bin/top.cpp: what the machine is busy with, again each second: harts, and the processes that ran most lately.
#include "tool.h"

#include <poll.h>
#include <stile.h>
#include <time.h>

namespace {

constexpr const char* kUsage = "top [-b] [-n times]";
constexpr size_t kRowsOnScreen = 18; // with the lines above, these fit on 24
constexpr size_t kAllRows = PROCESSES_MAX;
constexpr unsigned long kKibibytesPerPage = 4;
constexpr unsigned long kNanosecondsPerMillisecond = 1000000;
constexpr int kSecond = 1000; // milliseconds

// The system at one moment. The processes come in the order of their pids.
struct Moment {
    struct SystemInfo system;
    struct ProcessInfo processes[PROCESSES_MAX];
    size_t count;
};
Moment moments[2]; // the last one, and the one before; at first there was nothing before

struct Row {
    const struct ProcessInfo* process;
    unsigned long recent; // nanoseconds on a hart since the moment before
};
Row rows[PROCESSES_MAX];

bool take(Moment& moment) {
    const ssize_t count = process_list(moment.processes, PROCESSES_MAX);
    if (count < 0 || system_info(&moment.system) < 0) return false;
    moment.count = static_cast<size_t>(count);
    return true;
}

int busiest_first(const void* left, const void* right) {
    const Row& a = *static_cast<const Row*>(left);
    const Row& b = *static_cast<const Row*>(right);
    if (a.recent != b.recent) return a.recent > b.recent ? -1 : 1;
    return a.process->pid - b.process->pid;
}

void fill_rows(const Moment& now, const Moment& before) {
    size_t old = 0;
    for (size_t i = 0; i < now.count; ++i) {
        const struct ProcessInfo& process = now.processes[i];
        while (old < before.count && before.processes[old].pid < process.pid) ++old;
        const bool known = old < before.count && before.processes[old].pid == process.pid;
        rows[i] = {&process, process.run_time - (known ? before.processes[old].run_time : 0)};
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

void print_system(const Moment& now, unsigned long time, unsigned long idle) {
    const struct SystemInfo& system = now.system;
    const unsigned long busy = 1000 - share(idle, time * system.harts);
    printf("up %lu s, %u hart%s, %lu.%lu%% busy, %lu of %lu KiB free%s", system.uptime / 1000000000,
           system.harts, system.harts == 1 ? "" : "s", busy / 10, busy % 10,
           system.free_pages * kKibibytesPerPage, system.total_pages * kKibibytesPerPage, line_end);
    printf("%u processes, %u threads, %u open files%s", system.processes, system.threads, system.open_files,
           line_end);
    printf("%s  PID S   BUSY   MEMORY      TIME NAME%s", line_end, line_end);
}

void print_row(const Row& row, unsigned long time) {
    const struct ProcessInfo& process = *row.process;
    const unsigned long busy = share(row.recent, time);
    const unsigned long milliseconds = process.run_time / kNanosecondsPerMillisecond;
    printf("%5d %c %3lu.%lu%% %7luK %5lu.%03lu %s%s", process.pid, static_cast<char>(process.state),
           busy / 10, busy % 10, process.pages * kKibibytesPerPage, milliseconds / 1000, milliseconds % 1000,
           process.name, line_end);
}

void show(const Moment& now, const Moment& before, size_t most) {
    const unsigned long time = now.system.uptime - before.system.uptime;
    fill_rows(now, before);
    print_system(now, time, now.system.idle_time - before.system.idle_time);
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
    return done ? finish("top", 0) : complain("top", "process_list");
}
