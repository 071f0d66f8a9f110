// user/bin/cut.cpp: parts of each line: fields between separators, or characters.
#include "lines.h"
#include "unicode.h"

namespace {

constexpr usize kNoEnd = ~usize{0};

struct Range {
    usize first;
    usize last;
};

struct Wanted {
    Range ranges[64];
    usize count = 0;
    bool fields = false;
    bool bytes = false;
    char separator = '\t';
    bool only_separated = false; // -s: lines without a separator are left out

    bool contains(usize number) const {
        for (usize i = 0; i < count; ++i) {
            if (number >= ranges[i].first && number <= ranges[i].last) return true;
        }
        return false;
    }
};

bool parse_range(char* text, Range& range) {
    char* dash = strchr(text, '-');
    if (!dash) {
        if (!parse_count(text, range.first) || !range.first) return false;
        range.last = range.first;
        return true;
    }
    *dash = 0;
    range = {1, kNoEnd};
    bool first_given = *text, last_given = dash[1];
    if (!first_given && !last_given) return false;
    if (first_given && !parse_count(text, range.first)) return false;
    if (last_given && !parse_count(dash + 1, range.last)) return false;
    return range.first > 0 && range.first <= range.last;
}

// 1,3-5,7-
bool parse_list(char* list, Wanted& wanted) {
    for (char* item; (item = strsep(&list, ","));) {
        if (wanted.count == sizeof wanted.ranges / sizeof *wanted.ranges) return false;
        if (!parse_range(item, wanted.ranges[wanted.count++])) return false;
    }
    return wanted.count > 0;
}

void print_characters(const Line& line, const Wanted& wanted) {
    usize number = 0;
    for (usize i = 0; i < line.size;) {
        usize bytes = wanted.bytes ? 1 : unicode::decode(line.text + i, line.size - i).bytes;
        if (wanted.contains(++number)) fwrite(line.text + i, 1, bytes, stdout);
        i += bytes;
    }
    putchar('\n');
}

void print_fields(const Line& line, const Wanted& wanted) {
    const char* at = line.text;
    const char* end = line.text + line.size;
    if (!memchr(at, wanted.separator, line.size)) {
        if (!wanted.only_separated) print_line(line);
        return;
    }
    bool first = true;
    for (usize number = 1; at <= end; ++number) {
        const void* separator = memchr(at, wanted.separator, static_cast<usize>(end - at));
        const char* field_end = separator ? static_cast<const char*>(separator) : end;
        if (wanted.contains(number)) {
            if (!first) putchar(wanted.separator);
            first = false;
            fwrite(at, 1, static_cast<usize>(field_end - at), stdout);
        }
        at = field_end + 1;
    }
    putchar('\n');
}

int usage_of_cut() { return usage("cut -f list [-d separator] [-s] | -c list | -b list [file...]"); }

} // namespace

int main(int count, char** arguments) {
    Wanted wanted;
    int option;
    while ((option = getopt(count, arguments, "b:c:f:d:s")) != -1) {
        switch (option) {
        case 'b':
        case 'c':
        case 'f':
            if (wanted.count || !parse_list(optarg, wanted)) return usage_of_cut();
            wanted.fields = option == 'f';
            wanted.bytes = option == 'b';
            break;
        case 'd': wanted.separator = optarg[0]; break;
        case 's': wanted.only_separated = true; break;
        default: return usage_of_cut();
        }
    }
    if (!wanted.count) return usage_of_cut();
    int status = for_each_input("cut", arguments + optind, [&](FILE* file, const char*) {
        LineReader reader(file);
        while (!ferror(stdout) && reader.next()) {
            if (wanted.fields)
                print_fields(reader.line(), wanted);
            else
                print_characters(reader.line(), wanted);
        }
        return 0;
    });
    return finish("cut", status);
}
