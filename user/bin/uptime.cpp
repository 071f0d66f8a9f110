// user/bin/uptime.cpp: how long the machine has been up, and how busy it was.
#include "tool.h"

#include <stile.h>

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind < count) return usage("uptime");
    struct SystemInfo info;
    if (system_info(&info) < 0) return complain("uptime", "system_info");
    unsigned long seconds = info.uptime / 1000000000;
    unsigned long hart_time = info.uptime * info.harts;
    unsigned long idle = hart_time ? info.idle_time * 100 / hart_time : 100;
    printf("up %lu:%02lu:%02lu, %u process%s, %u thread%s, %u hart%s, %lu%% busy\n", seconds / 3600,
           seconds / 60 % 60, seconds % 60, info.processes, info.processes == 1 ? "" : "es", info.threads,
           info.threads == 1 ? "" : "s", info.harts, info.harts == 1 ? "" : "s", idle < 100 ? 100 - idle : 0);
    return finish("uptime", 0);
}
