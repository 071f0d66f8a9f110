// user/bench/growth/main.cpp: how costs grow: all works, or those that the command line names.
#include "growth.h"

namespace {

struct Work {
    const char* name;
    void (*measure)();
};
constexpr Work kWorks[] = {
    {"null_calls", growth::null_calls}, {"wake_ups", growth::wake_ups}, {"forks", growth::forks},
    {"lookups", growth::lookups},       {"reads", growth::reads},
};

bool measure(const char* name) {
    for (const Work& work : kWorks) {
        if (strcmp(work.name, name) != 0) continue;
        work.measure();
        return true;
    }
    return false;
}

} // namespace

int main(int count, char** arguments) {
    for (int i = 1; i < count; i++) {
        if (measure(arguments[i])) continue;
        fprintf(stderr, "growth: %s? There is", arguments[i]);
        for (const Work& work : kWorks) fprintf(stderr, " %s", work.name);
        fprintf(stderr, "\n");
        return 2;
    }
    if (count == 1)
        for (const Work& work : kWorks) work.measure();
    return EXIT_SUCCESS;
}
