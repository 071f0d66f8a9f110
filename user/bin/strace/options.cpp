// user/bin/strace/options.cpp: reads the command line.
#include "options.h"

namespace strace {
namespace {

// Takes the next of "open,close" out of a list; false at its end.
bool next_name(const char*& list, char* name, usize size) {
    if (!*list) return false;
    const usize length = strcspn(list, ",");
    snprintf(name, size, "%.*s", static_cast<int>(length), list);
    list += length;
    if (*list) ++list;
    return true;
}

bool are_known(const char* list) {
    char name[32];
    if (*list == '!') ++list;
    bool any = false;
    while (next_name(list, name, sizeof name)) {
        any = true;
        if (is_name_of_call(name)) continue;
        fprintf(stderr, "strace: -e: there is no call named %s\n", *name ? name : "nothing");
        return false;
    }
    if (!any) fprintf(stderr, "strace: -e: names of calls are missing\n");
    return any;
}

bool read_pid(const char* text, pid_t& pid) {
    char* rest;
    errno = 0;
    const long number = strtol(text, &rest, 10);
    pid = static_cast<pid_t>(number);
    if (rest != text && !*rest && errno == 0 && number > 0 && number == pid) return true;
    fprintf(stderr, "strace: -p: %s is no number of a process\n", text);
    return false;
}

bool usage_of_strace() {
    usage("strace [-cft] [-e [!]call[,call...]] [-o file] {program [argument...] | -p pid}");
    return false;
}

} // namespace

bool Options::shows(const TraceEvent& event) const {
    if (!calls) return true;
    const bool others = *calls == '!';
    const char* list = calls + others;
    char name[32];
    while (next_name(list, name, sizeof name))
        if (is_call(event, name)) return !others;
    return others;
}

// The program's own options are not looked at: reading ends at its name.
bool read_options(Options& options, int count, char** arguments) {
    for (int option; (option = getopt(count, arguments, "cfte:o:p:")) != -1;) {
        switch (option) {
        case 'c': options.counts = true; break;
        case 'f': options.follows_forks = true; break;
        case 't': options.types = true; break;
        case 'e': options.calls = optarg; break;
        case 'o': options.output = optarg; break;
        case 'p':
            if (!read_pid(optarg, options.pid)) return false;
            break;
        default: return usage_of_strace();
        }
    }
    if (options.calls && !are_known(options.calls)) return false;
    options.program = arguments + optind;
    if ((*options.program != nullptr) == (options.pid != 0)) return usage_of_strace();
    return true;
}

} // namespace strace
