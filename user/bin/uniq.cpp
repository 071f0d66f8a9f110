// user/bin/uniq.cpp: of equal lines that follow each other only the first.
#include "lines.h"

namespace {

struct Wanted {
    bool counts = false;        // -c
    bool only_repeated = false; // -d
    bool only_single = false;   // -u
};

void print_group(const Line& line, usize times, const Wanted& wanted) {
    if (times == 0 || (wanted.only_repeated && times == 1) || (wanted.only_single && times > 1)) return;
    if (wanted.counts) printf("%7zu ", times);
    print_line(line);
}

int filter(FILE* file, const Wanted& wanted) {
    LineReader reader(file);
    Line group;
    usize times = 0;
    while (!ferror(stdout) && reader.next()) {
        const Line& line = reader.line();
        bool same = times && line.size == group.size && memcmp(line.text, group.text, line.size) == 0;
        if (!same) {
            print_group(group, times, wanted);
            free(group.text);
            group = reader.take();
            times = 0;
        }
        ++times;
    }
    print_group(group, times, wanted);
    free(group.text);
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    Wanted wanted;
    int option;
    while ((option = getopt(count, arguments, "cdu")) != -1) {
        if (option == 'c')
            wanted.counts = true;
        else if (option == 'd')
            wanted.only_repeated = true;
        else if (option == 'u')
            wanted.only_single = true;
        else
            return usage("uniq [-cdu] [file]");
    }
    if (count - optind > 1) return usage("uniq [-cdu] [file]");
    int status = for_each_input("uniq", arguments + optind,
                                [&](FILE* file, const char*) { return filter(file, wanted); });
    return finish("uniq", status);
}
