// user/bin/df.cpp: how much of a file system is free.
#include "sizes.h"

#include <sys/statfs.h>

namespace {

constexpr const char* kUsage = "df [-hik] [file...]";

enum class Show { kilobytes, human, files };

// A part of a whole in percent, rounded up.
u64 percent(u64 part, u64 whole) { return whole ? (part * 100 + whole - 1) / whole : 0; }

void print_title(Show show) {
    if (show == Show::files)
        puts("    Files      Used      Free Use% Of");
    else
        puts(show == Show::human ? "     Size      Used      Free Use% Of"
                                 : " 1K-blocks      Used      Free Use% Of");
}

void print(const struct statfs& known, const char* path, Show show) {
    u64 used = known.f_blocks - known.f_bfree;
    u64 in_use = percent(used, used + known.f_bavail);
    switch (show) {
    case Show::files:
        used = known.f_files - known.f_ffree;
        printf("%9lu %9lu %9lu %3lu%% %s\n", known.f_files, used, known.f_ffree, percent(used, known.f_files),
               path);
        break;
    case Show::human:
        printf("%9s %9s %9s %3lu%% %s\n", HumanSize(known.f_blocks * known.f_bsize).text,
               HumanSize(used * known.f_bsize).text, HumanSize(known.f_bavail * known.f_bsize).text, in_use,
               path);
        break;
    case Show::kilobytes:
        printf("%10lu %9lu %9lu %3lu%% %s\n", known.f_blocks * known.f_bsize / 1024,
               used * known.f_bsize / 1024, known.f_bavail * known.f_bsize / 1024, in_use, path);
        break;
    }
}

} // namespace

// Without names, of the root: there is one file system.
int main(int count, char** arguments) {
    Show show = Show::kilobytes;
    int option;
    while ((option = getopt(count, arguments, "hik")) != -1) {
        switch (option) {
        case 'h': show = Show::human; break;
        case 'i': show = Show::files; break;
        case 'k': show = Show::kilobytes; break;
        default: return usage(kUsage);
        }
    }
    static char root[] = "/";
    static char* only_root[] = {root, nullptr};
    bool titled = false;
    int status = 0;
    for (char** name = optind < count ? arguments + optind : only_root; *name; ++name) {
        struct statfs known;
        if (statfs(*name, &known) < 0) {
            status = complain("df", *name);
            continue;
        }
        if (!titled) print_title(show);
        titled = true;
        print(known, *name, show);
    }
    return finish("df", status);
}
