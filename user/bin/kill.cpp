// user/bin/kill.cpp: sends a signal to processes and process groups.
#include "signals.h"
#include "tool.h"

namespace {

constexpr int kStatusOffset = 128; // a shell's exit status for a program that a signal ended

bool parse_number(const char* text, long& number) {
    char* end;
    errno = 0;
    number = strtol(text, &end, 10);
    return end != text && !*end && errno == 0 && number >= -0x7fffffff && number <= 0x7fffffff;
}

int list_signals(char** arguments) {
    if (!*arguments) {
        for (const auto& [number, name] : kSignalNames) printf("%2d %s\n", number, name);
        return finish("kill", 0);
    }
    for (; *arguments; ++arguments) {
        int number = parse_signal(*arguments);
        long status = 0;
        if (number < 0 && parse_number(*arguments, status)) number = static_cast<int>(status - kStatusOffset);
        const char* found = nullptr;
        for (const auto& [known, name] : kSignalNames) {
            if (known == number) found = name;
        }
        if (!found) return usage("kill -l [signal | exit status]...");
        printf("%s\n", found);
    }
    return finish("kill", 0);
}

int complain_about(const char* argument, const char* what) {
    fprintf(stderr, "kill: %s: %s\n", argument, what);
    return 1;
}

int usage_of_kill() { return usage("kill [-signal | -s signal] pid..., where -group is a pid too; kill -l"); }

// Which signal is asked for; arguments moves on behind it. -1 after a complaint.
int read_signal(char**& arguments) {
    const char* name = *arguments;
    if (!name || name[0] != '-' || strcmp(name, "--") == 0) return SIGTERM;
    ++arguments;
    if (strcmp(name, "-s") != 0)
        ++name;
    else if (*arguments)
        name = *arguments++;
    int signal = parse_signal(name);
    if (signal < 0) complain_about(name, "not a signal");
    return signal;
}

} // namespace

int main(int, char** arguments) {
    ++arguments;
    if (*arguments && strcmp(*arguments, "-l") == 0) return list_signals(arguments + 1);
    int signal = read_signal(arguments);
    if (signal < 0) return 2;
    if (*arguments && strcmp(*arguments, "--") == 0) ++arguments;
    if (!*arguments) return usage_of_kill();
    int status = 0;
    for (; *arguments; ++arguments) {
        long pid = 0;
        if (!parse_number(*arguments, pid))
            status = complain_about(*arguments, "not a pid");
        else if (kill(static_cast<pid_t>(pid), signal) < 0)
            status = complain("kill", *arguments);
    }
    return status;
}
