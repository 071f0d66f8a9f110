// user/bin/free.cpp: how much memory there is, and how much of it is free.
#include "tool.h"

#include <stile.h>

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind < count) return usage("free");
    constexpr unsigned long kKibibytesPerPage = 4;
    struct SystemInfo info;
    if (system_info(&info) < 0) return complain("free", "system_info");
    puts("              KiB     pages");
    auto row = [](const char* name, unsigned long pages) {
        printf("%-6s %10lu %9lu\n", name, pages * kKibibytesPerPage, pages);
    };
    row("total", info.total_pages);
    row("used", info.total_pages - info.free_pages);
    row("free", info.free_pages);
    return finish("free", 0);
}
