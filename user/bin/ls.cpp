// user/bin/ls.cpp: what is in directories.
#include "array.h"
#include "file_kind.h"
#include "lines.h"
#include "unicode.h"

#include <dirent.h>
#include <limits.h>

namespace {

constexpr unsigned kUsualColumns = 80;
constexpr unsigned kGap = 2; // blanks between columns

struct Options {
    bool all = false;       // -a
    bool details = false;   // -l
    bool one_a_row = false; // -1
    bool itself = false;    // -d: not what is in a directory
    bool terminal = false;
    unsigned columns = kUsualColumns;
};

struct Entry {
    char* name;
    struct stat file;
};

using Entries = Array<Entry>;

void add(Entries& entries, const char* name, const struct stat& file) {
    entries.add({static_cast<char*>(need(strdup(name))), file});
}

void sort(Entries& entries) {
    entries.sort([](const void* a, const void* b) {
        return strcmp(static_cast<const Entry*>(a)->name, static_cast<const Entry*>(b)->name);
    });
}

void free_names(Entries& entries) {
    for (Entry& entry : entries) free(entry.name);
}

const char* colour_of(unsigned mode) {
    if (S_ISDIR(mode)) return "\x1b[1;34m";
    if (S_ISLNK(mode)) return "\x1b[1;36m";
    if (S_ISCHR(mode) || S_ISBLK(mode)) return "\x1b[1;33m";
    return S_ISREG(mode) && (mode & S_IXUSR) ? "\x1b[1;32m" : nullptr;
}

// On a terminal a name must not do more than be there to read.
void print_name(const Entry& entry, const Options& options) {
    const char* colour = options.terminal ? colour_of(entry.file.st_mode) : nullptr;
    if (colour) fputs(colour, stdout);
    usize size = strlen(entry.name);
    for (usize i = 0; i < size;) {
        unicode::Character character = unicode::decode(entry.name + i, size - i);
        bool odd = character.code < 0x20 || (character.code >= 0x7f && character.code < 0xa0) ||
                   character.code >= unicode::kInvalid;
        if (odd && options.terminal)
            putchar('?');
        else
            fwrite(entry.name + i, 1, character.bytes, stdout);
        i += character.bytes;
    }
    if (colour) fputs("\x1b[m", stdout);
}

int digits(unsigned long number) {
    int count = 1;
    while (number /= 10) ++count;
    return count;
}

void print_details(const Entries& entries, const Options& options) {
    int link_width = 1, size_width = 1;
    for (const auto& [name, file] : entries) {
        if (digits(file.st_nlink) > link_width) link_width = digits(file.st_nlink);
        if (digits(static_cast<unsigned long>(file.st_size)) > size_width)
            size_width = digits(static_cast<unsigned long>(file.st_size));
        if ((S_ISCHR(file.st_mode) || S_ISBLK(file.st_mode)) && size_width < 8) size_width = 8;
    }
    for (const Entry& entry : entries) {
        const struct stat& file = entry.file;
        printf("%s %*lu %u %u ", ModeText(file.st_mode).text, link_width,
               static_cast<unsigned long>(file.st_nlink), file.st_uid, file.st_gid);
        if (S_ISCHR(file.st_mode) || S_ISBLK(file.st_mode))
            printf("%*lu, %3lu ", size_width - 5, major_number(file.st_rdev), minor_number(file.st_rdev));
        else
            printf("%*ld ", size_width, static_cast<long>(file.st_size));
        print_name(entry, options);
        putchar('\n');
    }
}

// Down the first column, then down the next, in as many columns as the terminal has room for.
void print_columns(const Entries& entries, const Options& options) {
    unsigned widest = 0;
    for (const Entry& entry : entries) {
        unsigned width = unicode::width(entry.name, strlen(entry.name));
        if (width > widest) widest = width;
    }
    usize per_row = (options.columns + kGap) / (widest + kGap);
    if (per_row == 0 || options.one_a_row) per_row = 1;
    usize rows = (entries.size() + per_row - 1) / per_row;
    for (usize row = 0; row < rows; ++row) {
        for (usize i = row; i < entries.size(); i += rows) {
            print_name(entries[i], options);
            if (i + rows >= entries.size()) break;
            unsigned width = unicode::width(entries[i].name, strlen(entries[i].name));
            printf("%*s", static_cast<int>(widest + kGap - width), "");
        }
        putchar('\n');
    }
}

void print(Entries& entries, const Options& options) {
    sort(entries);
    if (options.details)
        print_details(entries, options);
    else
        print_columns(entries, options);
}

int list_directory(const char* path, const Options& options) {
    DIR* directory = opendir(path);
    if (!directory) return complain("ls", path);
    Entries entries;
    int status = 0;
    while (const struct dirent* entry = readdir(directory)) {
        if (entry->d_name[0] == '.' && !options.all) continue;
        char file_path[PATH_MAX + NAME_MAX + 2];
        snprintf(file_path, sizeof file_path, "%s/%s", path, entry->d_name);
        struct stat file;
        if (lstat(file_path, &file) < 0)
            status = complain("ls", file_path);
        else
            add(entries, entry->d_name, file);
    }
    closedir(directory);
    print(entries, options);
    free_names(entries);
    return status;
}

bool read_options(int count, char** arguments, Options& options) {
    int option;
    while ((option = getopt(count, arguments, "1adl")) != -1) {
        switch (option) {
        case '1': options.one_a_row = true; break;
        case 'a': options.all = true; break;
        case 'd': options.itself = true; break;
        case 'l': options.details = true; break;
        default: return false;
        }
    }
    options.terminal = isatty(STDOUT_FILENO);
    if (!options.terminal) options.one_a_row = true;
    usize columns = 0;
    const char* text = getenv("COLUMNS");
    if (text && parse_count(text, columns) && columns > 0 && columns < 1000)
        options.columns = static_cast<unsigned>(columns);
    return true;
}

} // namespace

// Files come first, then the directories, each with its name above if there is more than one thing to list.
int main(int count, char** arguments) {
    Options options;
    if (!read_options(count, arguments, options)) return usage("ls [-1adl] [file...]");
    static char here[] = ".";
    static char* only_here[] = {here, nullptr};
    char** names = optind < count ? arguments + optind : only_here;
    Entries files, directories;
    int status = 0;
    for (char** name = names; *name; ++name) {
        struct stat file;
        bool found = (options.details || options.itself ? lstat(*name, &file) : stat(*name, &file)) == 0;
        if (!found)
            status = complain("ls", *name);
        else if (S_ISDIR(file.st_mode) && !options.itself)
            add(directories, *name, file);
        else
            add(files, *name, file);
    }
    if (files.size()) print(files, options);
    sort(directories);
    for (usize i = 0; i < directories.size(); ++i) {
        if (files.size() || i > 0) putchar('\n');
        if (names[1]) printf("%s:\n", directories[i].name);
        status |= list_directory(directories[i].name, options);
    }
    free_names(files);
    free_names(directories);
    return finish("ls", status);
}
