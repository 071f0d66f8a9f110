// user/bin/vmmap.cpp: what memory a process may reach, and how much of it exists: vmmap 2.
#include "tool.h"

#include <limits.h>
#include <stile.h>
#include <sys/mman.h>

namespace {

constexpr unsigned long kKibibytesPerPage = 4;
struct MemoryRegion regions[MEMORY_REGIONS_MAX];

bool parse_pid(const char* text, pid_t& pid) {
    char* end = nullptr;
    const unsigned long number = strtoul(text, &end, 10);
    pid = static_cast<pid_t>(number);
    return *text >= '0' && *text <= '9' && !*end && number <= INT_MAX;
}

const char* name_of(uint32_t use) {
    switch (use) {
    case MEMORY_PROGRAM: return "program";
    case MEMORY_PROGRAM | MEMORY_HEAP: return "program, heap";
    case MEMORY_HEAP: return "heap";
    case MEMORY_STACK: return "stack";
    case MEMORY_MAPPED | MEMORY_SHARED: return "mapped, shared";
    default: return "mapped";
    }
}

void print(const struct MemoryRegion& region) {
    auto letter = [&](uint32_t bit, char name) { return region.protection & bit ? name : '-'; };
    printf("%#012lx  %#012lx %7luK  %7luK %c%c%c %s\n", region.start, region.end,
           (region.end - region.start) / 1024, region.pages * kKibibytesPerPage, letter(PROT_READ, 'r'),
           letter(PROT_WRITE, 'w'), letter(PROT_EXEC, 'x'), name_of(region.use));
}

} // namespace

int main(int count, char** arguments) {
    pid_t pid = 0; // its own
    if (!has_no_options(count, arguments) || count - optind > 1 ||
        (optind < count && !parse_pid(arguments[optind], pid)))
        return usage("vmmap [pid]");
    const ssize_t found = memory_list(pid, regions, MEMORY_REGIONS_MAX);
    if (found < 0) return complain("vmmap", optind < count ? arguments[optind] : "memory_list");
    if (found > 0) puts("START         END               SIZE   PRESENT MAY USE");
    for (ssize_t i = 0; i < found; ++i) print(regions[i]);
    return finish("vmmap", 0);
}
