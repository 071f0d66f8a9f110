// user/bin/syscount.cpp: how often each system call was made and what it answered, or why the kernel was entered.
//
//   syscount                        since boot, on the whole machine
//   syscount program [argument...]  meanwhile: by that program, and by whatever else ran
//   syscount -t ...                 causes of traps, instead of calls
#include "tool.h"

#include "abi/names.h"
#include "abi/rows.h"
#include <stile.h>
#include <sys/wait.h>

namespace {

constexpr const char* kUsage = "syscount [-t] [program [argument...]]";
constexpr int kSignalled = 128; // plus the signal's number, as shells say it
constexpr uint64_t kInterrupt = 1ul << 63;

bool is_row(int number) { return number >= 0 && static_cast<size_t>(number) < kRows.size(); }

// As the manual numbers them: interrupts have other numbers in each of the kernel's modes.
const char* cause_name(uint64_t cause) {
    switch (cause) {
    case 0: return "instruction address misaligned";
    case 1: return "instruction access fault";
    case 2: return "illegal instruction";
    case 3: return "breakpoint";
    case 4: return "load address misaligned";
    case 5: return "load access fault";
    case 6: return "store or atomic address misaligned";
    case 7: return "store or atomic access fault";
    case 8: return "system call";
    case 12: return "instruction page fault";
    case 13: return "load page fault";
    case 15: return "store or atomic page fault";
    case kInterrupt | 1:
    case kInterrupt | 3: return "software interrupt";
    case kInterrupt | 5:
    case kInterrupt | 7: return "timer interrupt";
    case kInterrupt | 9:
    case kInterrupt | 11: return "external interrupt";
    default: return "other";
    }
}

// What the kernel has counted at one moment.
struct Moment {
    struct CallCount calls[CALL_COUNTS_MAX];
    struct CauseCount causes[CAUSE_COUNTS_MAX];
    ssize_t call_count;
    ssize_t cause_count;
};
Moment before, now;

bool take(Moment& moment) {
    moment.call_count = call_counts(moment.calls, CALL_COUNTS_MAX);
    moment.cause_count = cause_counts(moment.causes, CAUSE_COUNTS_MAX);
    return moment.call_count >= 0 && moment.cause_count >= 0;
}

void take_away(Moment& moment, const Moment& earlier) {
    for (ssize_t i = 0; i < moment.call_count; ++i)
        for (ssize_t j = 0; j < earlier.call_count; ++j)
            if (moment.calls[i].number == earlier.calls[j].number &&
                moment.calls[i].error == earlier.calls[j].error)
                moment.calls[i].count -= earlier.calls[j].count;
    for (ssize_t i = 0; i < moment.cause_count; ++i)
        for (ssize_t j = 0; j < earlier.cause_count; ++j)
            if (moment.causes[i].cause == earlier.causes[j].cause)
                moment.causes[i].count -= earlier.causes[j].count;
}

// One call: a line.
struct Line {
    const char* name;
    unsigned long calls;
    unsigned long errors;
    char words[160]; // which errors
};
Line lines[kRows.size() + 1]; // the last one: numbers in no row

void add(Line& line, const struct CallCount& count) {
    line.name = is_row(count.number) ? kRows[count.number].name.data() : "(no such call)";
    line.calls += count.count;
    if (count.error == 0 || count.count == 0) return;
    line.errors += count.count;
    const size_t length = strlen(line.words);
    snprintf(line.words + length, sizeof line.words - length, "%s%s %lu", length ? ", " : "",
             name_in(names_of<Errno>, count.error), count.count);
}

int most_calls_first(const void* left, const void* right) {
    const Line& a = *static_cast<const Line*>(left);
    const Line& b = *static_cast<const Line*>(right);
    if (a.calls != b.calls) return a.calls > b.calls ? -1 : 1;
    return a.calls ? strcmp(a.name, b.name) : 0;
}

void print_calls(const Moment& moment) {
    for (ssize_t i = 0; i < moment.call_count; ++i) {
        const struct CallCount& count = moment.calls[i];
        add(lines[is_row(count.number) ? count.number : kRows.size()], count);
    }
    qsort(lines, kRows.size() + 1, sizeof *lines, most_calls_first);
    puts("     CALLS    ERRORS  CALL");
    for (const Line& line : lines) {
        if (line.calls == 0) break;
        printf("%10lu %9lu  %s%s%s%s\n", line.calls, line.errors, line.name, *line.words ? " (" : "",
               line.words, *line.words ? ")" : "");
    }
}

int most_traps_first(const void* left, const void* right) {
    const struct CauseCount& a = *static_cast<const struct CauseCount*>(left);
    const struct CauseCount& b = *static_cast<const struct CauseCount*>(right);
    if (a.count != b.count) return a.count > b.count ? -1 : 1;
    return a.cause < b.cause ? -1 : a.cause > b.cause;
}

void print_causes(Moment& moment) {
    qsort(moment.causes, static_cast<size_t>(moment.cause_count), sizeof *moment.causes, most_traps_first);
    puts("     TRAPS  CAUSE");
    for (ssize_t i = 0; i < moment.cause_count && moment.causes[i].count > 0; ++i)
        printf("%10lu  %s\n", moment.causes[i].count, cause_name(moment.causes[i].cause));
}

[[noreturn]] void execute(char** words) {
    execvp(*words, words);
    const int status = errno == ENOENT ? 127 : 126;
    complain("syscount", *words);
    _exit(status);
}

// The program's exit status; or -1 after a complaint.
int run(char** words) {
    const pid_t child = fork();
    if (child < 0) {
        complain("syscount", "fork");
        return -1;
    }
    if (child == 0) execute(words);
    int status = 0;
    if (waitpid(child, &status, 0) < 0) {
        complain("syscount", "waitpid");
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
}

} // namespace

int main(int count, char** arguments) {
    bool traps = false;
    for (int option; (option = getopt(count, arguments, "t")) != -1;) {
        if (option != 't') return usage(kUsage);
        traps = true;
    }
    int status = 0;
    if (optind < count) {
        if (!take(before)) return complain("syscount", "call_counts");
        if ((status = run(arguments + optind)) < 0) return 1;
    }
    if (!take(now)) return complain("syscount", "call_counts");
    take_away(now, before);
    if (traps)
        print_causes(now);
    else
        print_calls(now);
    return finish("syscount", status);
}
