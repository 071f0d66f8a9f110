// user/bin/grep/grep.cpp: the lines of files that match a pattern.
#include "../lines.h"
#include "regex.h"

#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>

namespace {

constexpr int kFound = 0;
constexpr int kNotFound = 1;
constexpr int kTrouble = 2;

struct Options {
    Syntax syntax = Syntax::basic;
    bool count = false;       // -c
    bool ignore_case = false; // -i
    bool names_only = false;  // -l
    bool numbers = false;     // -n
    bool quiet = false;       // -q
    bool recursive = false;   // -r
    bool silent = false;      // -s: no word about files that cannot be read
    bool invert = false;      // -v
    Extent extent = Extent::any;
    bool names = false;       // before each line: -H, or more than one file
    bool never_names = false; // -h
};

struct Search {
    const Options& options;
    Regex& regex;
    bool found = false;
    bool trouble = false;

    void in_file(const char* path);
    void in_directory(const char* path);
    void in_open_file(FILE* file, const char* name);
    bool done() const { return options.quiet && found; }
    void complain_about(const char* path) {
        trouble = true;
        if (!options.silent) complain("grep", path);
    }
};

void Search::in_open_file(FILE* file, const char* name) {
    LineReader reader(file);
    usize number = 0, matches = 0;
    while (!ferror(stdout) && reader.next()) {
        ++number;
        const Line& line = reader.line();
        if (regex.search(line.text, line.size) == options.invert) continue;
        found = true;
        ++matches;
        if (options.quiet || options.names_only) break;
        if (options.count) continue;
        if (options.names) printf("%s:", name);
        if (options.numbers) printf("%zu:", number);
        print_line(line);
    }
    if (options.quiet) return;
    if (options.names_only) {
        if (matches) puts(name);
    } else if (options.count) {
        if (options.names) printf("%s:", name);
        printf("%zu\n", matches);
    }
}

void Search::in_file(const char* path) {
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        if (options.recursive) return in_directory(path);
        errno = EISDIR;
        return complain_about(path);
    }
    FILE* file = fopen(path, "r");
    if (!file) return complain_about(path);
    in_open_file(file, path);
    if (ferror(file)) complain_about(path);
    fclose(file);
}

void Search::in_directory(const char* path) {
    DIR* directory = opendir(path);
    if (!directory) return complain_about(path);
    while (const struct dirent* entry = readdir(directory)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        char* below = nullptr;
        bool slash = path[strlen(path) - 1] == '/';
        if (asprintf(&below, "%s%s%s", path, slash ? "" : "/", entry->d_name) < 0) need(nullptr);
        struct stat status;
        bool worth_reading =
            lstat(below, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
        if (worth_reading && !done()) in_file(below);
        free(below);
    }
    closedir(directory);
}

// A list of patterns, one a line. False, with a complaint, if one is wrong.
bool add_patterns(Regex& regex, const char* list) {
    for (;;) {
        const char* end = strchrnul(list, '\n');
        if (const char* wrong = regex.add(list, static_cast<usize>(end - list))) {
            fprintf(stderr, "grep: %.*s: %s\n", static_cast<int>(end - list), list, wrong);
            return false;
        }
        if (!*end) return true;
        list = end + 1;
    }
}

// The letters of options; -e is the only one with an argument.
bool read_options(int count, char** arguments, Options& options, Array<const char*>& patterns) {
    int option;
    while ((option = getopt(count, arguments, "EFGHce:hilnqrsvwx")) != -1) {
        switch (option) {
        case 'E': options.syntax = Syntax::extended; break;
        case 'F': options.syntax = Syntax::fixed; break;
        case 'G': options.syntax = Syntax::basic; break;
        case 'H': options.names = true; break;
        case 'c': options.count = true; break;
        case 'e': patterns.add(optarg); break;
        case 'h': options.never_names = true; break;
        case 'i': options.ignore_case = true; break;
        case 'l': options.names_only = true; break;
        case 'n': options.numbers = true; break;
        case 'q': options.quiet = true; break;
        case 'r': options.recursive = true; break;
        case 's': options.silent = true; break;
        case 'v': options.invert = true; break;
        case 'w': options.extent = Extent::whole_words; break;
        case 'x': options.extent = Extent::whole_line; break;
        default: return false;
        }
    }
    if (!patterns.size() && optind < count) patterns.add(arguments[optind++]);
    return patterns.size() > 0;
}

} // namespace

int main(int count, char** arguments) {
    Options options;
    Array<const char*> patterns;
    if (!read_options(count, arguments, options, patterns)) {
        return usage("grep [-EFHchilnqrsvwx] [-e] pattern [file...]");
    }
    Regex regex(options.syntax, options.ignore_case, options.extent);
    for (const char* pattern : patterns) {
        if (!add_patterns(regex, pattern)) return kTrouble;
    }
    static char here[] = ".";
    static char* only_here[] = {here, nullptr};
    char** names = arguments + optind;
    if (!*names && options.recursive) names = only_here;
    options.names = !options.never_names && (options.names || options.recursive || (names[0] && names[1]));

    Search search{.options = options, .regex = regex};
    if (!*names) search.in_open_file(stdin, "(standard input)");
    for (; *names && !search.done(); ++names) {
        if (strcmp(*names, "-") == 0)
            search.in_open_file(stdin, "(standard input)");
        else
            search.in_file(*names);
    }
    int status = search.trouble && !search.done() ? kTrouble : search.found ? kFound : kNotFound;
    return finish("grep", status);
}
