// user/bin/tail.cpp: the last lines of files, or all from some line on.
#include "array.h"
#include "lines.h"

namespace {

struct Amount {
    usize lines = 10;
    bool from_start = false; // +n: from the n-th line on
};

bool parse_amount(const char* text, Amount& amount) {
    amount.from_start = *text == '+';
    bool sign = *text == '+' || *text == '-';
    return parse_count(text + sign, amount.lines);
}

void print_from(FILE* file, usize line) {
    LineReader reader(file);
    for (usize number = 1; !ferror(stdout) && reader.next(); ++number) {
        if (number >= line) print_as_it_was(reader.line());
    }
}

// Keeps as many lines as are wanted, or as there are.
void print_last(FILE* file, usize lines) {
    Array<Line> ring; // it grows until it holds `lines` lines; then the oldest, at start, makes room
    usize start = 0;
    LineReader reader(file);
    while (lines && reader.next()) {
        if (ring.size() < lines) {
            ring.add(reader.take());
        } else {
            free(ring[start].text);
            ring[start] = reader.take();
            start = (start + 1) % lines;
        }
    }
    for (usize i = 0; i < ring.size(); ++i) {
        const Line& line = ring[(start + i) % ring.size()];
        print_as_it_was(line);
        free(line.text);
    }
}

} // namespace

int main(int count, char** arguments) {
    constexpr const char* kUsage = "tail [-n [+]lines] [file...]";
    Amount amount;
    int option;
    const char* first_argument = arguments[1] ? arguments[1] : "";
    bool old = first_argument[0] == '-' && parse_count(first_argument + 1, amount.lines); // tail -5
    if (old) optind = 2;
    while (!old && (option = getopt(count, arguments, "n:")) != -1) {
        if (option != 'n' || !parse_amount(optarg, amount)) return usage(kUsage);
    }
    char** names = arguments + optind;
    bool titles = names[0] && names[1];
    bool first = true;
    int status = for_each_input("tail", names, [&](FILE* file, const char* name) {
        if (titles) printf("%s==> %s <==\n", first ? "" : "\n", name);
        first = false;
        if (amount.from_start)
            print_from(file, amount.lines);
        else
            print_last(file, amount.lines);
        return 0;
    });
    return finish("tail", status);
}
