// user/bin/locks.cpp: how the kernel's locks are used: how often each is taken, waited for, and held for how long.
#include "tool.h"

#include <stile.h>

namespace {

void print(const struct LockInfo& lock) {
    printf("%-18s %10lu %8lu %8lu  %s\n", lock.name, lock.taken, lock.waited, lock.longest,
           lock.longest_place);
}

} // namespace

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind < count) return usage("locks");
    static struct LockInfo list[LOCKS_MAX];
    const ssize_t found = lock_list(list, LOCKS_MAX);
    if (found < 0) return complain("locks", "lock_list");
    if (found == 0) {
        puts("This kernel does not watch its locks. One that was built with DEBUG=1 does.");
        return finish("locks", 0);
    }
    puts("LOCK                    TAKEN   WAITED  LONGEST  IN");
    for (ssize_t i = 0; i < found; ++i) print(list[i]);
    return finish("locks", 0);
}
